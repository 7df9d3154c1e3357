/**
 * A kernel's name within a release: the product's sub-architecture with its flavour, where that is not
 * generic, and `edge` kept last (maas-wire.md §2.6): `hwe-22.04` + `lowlatency` → `hwe-22.04-lowlatency`.
 * Some streams write the flavour into the sub-architecture already.
 */
export function kernelName(subarch: string, flavour: string): string {
  if (flavour === 'generic' || subarch.includes(`-${flavour}`)) return subarch;
  const edge = subarch.endsWith('-edge');
  return edge ? `${subarch.slice(0, -5)}-${flavour}-edge` : `${subarch}-${flavour}`;
}
