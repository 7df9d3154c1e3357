import { expect, test } from 'vitest';
import { grubWords } from '../../../src/netboot/script.ts';

test.each([
  ["cc:{'datasource_list': ['MAAS']}end_cc", "cc:\\{'datasource_list': ['MAAS']\\}end_cc"],
  ['http://a/?op=get_preseed', 'http://a/?op=get_preseed'],
  ['a=$b;c&d|e', 'a=\\$b\\;c\\&d\\|e'],
  // GRUB makes one argument of it, and quotes that for the kernel again.
  ['dyndbg="file x $y +p"', 'dyndbg="file x \\$y +p"'],
  ["a=don't", "a=don\\'t"],
  ['back\\slash', 'back\\\\slash'],
])('%s', (text, words) => {
  expect(grubWords(text)).toBe(words);
});
