/**
 * Secrets. The inventory holds references; values exist only while bytes for a machine or a BMC are
 * made, in a type that no printer can open: every way of turning it into text gives `***`.
 */

/** Where a secret is kept on the controller's host. Safe to print, to compare and to store. */
export interface SecretRef {
  readonly secret: { readonly from: 'env' | 'file'; readonly name: string };
}

/** `env:BMC_PASSWORD` or `file:/etc/reconcile/bmc`; anything else is no reference. */
export function parseSecretRef(text: string): SecretRef | undefined {
  const match = /^(?:(env):([A-Za-z_]\w*)|(file):(\/.+))$/.exec(text);
  if (match === null) return undefined;
  return match[1] === 'env'
    ? { secret: { from: 'env', name: match[2] ?? '' } }
    : { secret: { from: 'file', name: match[4] ?? '' } };
}

/** A resolved secret. Only `reveal()` gives the text, and only the code that makes the bytes calls it. */
export interface Secret {
  reveal(): string;
  toString(): '***';
  toJSON(): '***';
}

export function secret(text: string): Secret {
  const hidden = {
    reveal: () => text,
    toString: () => '***' as const,
    toJSON: () => '***' as const,
  };
  // console.log and util.inspect look for this symbol; without it they would print the closure's shape only.
  return Object.assign(hidden, { [Symbol.for('nodejs.util.inspect.custom')]: () => '***' });
}
