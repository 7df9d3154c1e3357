/** Seeded chance: the same seed gives every machine the same luck, whatever the others do. */
export interface Dice {
  /** In [0, 1). */
  next(): number;
  chance(probability: number): boolean;
}

/** A stream of its own for `name`, so that one machine's draws never shift another's (splitmix32). */
export function createDice(seed: number, name: string): Dice {
  let state = (hash(name) ^ Math.imul(seed, 0x9e3779b1)) | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
  return { next, chance: (probability) => next() < probability };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

/** `length` bytes that look like a compressed file and are the same for the same seed and name. */
export function seededBytes(seed: number, name: string, length: number): Uint8Array {
  const dice = createDice(seed, name);
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => dice.next() * 2 ** 32);
  return new Uint8Array(words.buffer, 0, length);
}
