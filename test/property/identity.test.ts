/** Machines are found by keys instead of one by one: the keys say what comparing two of them says. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type Identity, identityKeys, sameMachine } from '../../src/core/hardware.ts';
import type { Mac } from '../../src/core/ids.ts';

const uuid = fc.constantFrom(
  '4c4c4544-0042-3510-8051-000000000001',
  '44454C4C-4200-1035-8051-000000000001',
  '4C4C4544-0042-3510-8051-000000000002',
  '00000000-0000-0000-0000-000000000000',
);
const identity: fc.Arbitrary<Identity> = fc.record(
  {
    macs: fc.array(
      fc
        .constantFrom('52:54:00:00:00:01', '52:54:00:00:00:02', '52:54:00:00:00:03')
        .map((mac) => mac as Mac),
      { maxLength: 2 },
    ),
    uuid,
    serial: fc.constantFrom('S1', ' S1', 'S2', 'none', 'To be filled by O.E.M.'),
  },
  { requiredKeys: ['macs'] },
);

test.prop([identity, identity], { numRuns: 1_000 })(
  'two that share a key are one machine',
  (a, b) => {
    const shared = identityKeys(a).some((key) => identityKeys(b).includes(key));
    expect(shared).toBe(sameMachine(a, b));
  },
);
