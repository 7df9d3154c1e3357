import { inspect } from 'node:util';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { didYouMean, printDiagnostics } from '../../../src/core/diagnostic.ts';
import {
  asControllerError,
  ControllerError,
  DISPOSITIONS,
  explain,
} from '../../../src/core/errors.ts';
import { meaningfulUuid, sameMachine } from '../../../src/core/hardware.ts';
import { type Ipv4, parseIpv4, parseMac, parseMachineName } from '../../../src/core/ids.ts';
import {
  broadcast,
  fromNumber,
  inCidr,
  netmask,
  parseCidr,
  toNumber,
} from '../../../src/core/ipv4.ts';
import { hide, parseSecretRef, secret } from '../../../src/core/secret.ts';
import { at, mac } from '../../support/fleet.ts';

describe('ids', () => {
  test.each(['010.0.0.1', '1', '1.2.3.4.5', '1.2.3.256', '', '1.2.3.4 ', '-1.2.3.4'])(
    '%j is no address',
    (text) => {
      expect(parseIpv4(text)).toBeUndefined();
    },
  );

  test('MACs are read in both of MAAS’s spellings', () => {
    expect(parseMac('52-54-00-AA-BB-CC')).toBe('52:54:00:aa:bb:cc');
    expect(parseMac('52:54:00:aa:bb')).toBeUndefined();
  });

  test.each(['N1', '-a', 'a-', 'a.b', '', 'a'.repeat(64)])('%j is no machine name', (name) => {
    expect(parseMachineName(name)).toBeUndefined();
  });
});

describe('IPv4', () => {
  test.prop([fc.nat({ max: 2 ** 32 - 1 })])('numbers and dotted quads are the same thing', (n) => {
    expect(toNumber(fromNumber(n))).toBe(n);
    expect(parseIpv4(fromNumber(n))).toBe(fromNumber(n));
  });

  test.prop([fc.nat({ max: 2 ** 32 - 1 }), fc.nat({ max: 32 })])(
    'a network holds its first and last address and not the next',
    (n, prefix) => {
      const size = 2 ** (32 - prefix);
      const network = fromNumber(Math.floor(n / size) * size);
      const cidr = parseCidr(`${network}/${prefix}`);
      expect(cidr).toBeDefined();
      if (cidr === undefined) return;
      expect(inCidr(fromNumber(n), cidr)).toBe(true);
      expect(inCidr(broadcast(cidr), cidr)).toBe(true);
      const next = toNumber(broadcast(cidr)) + 1;
      if (next < 2 ** 32) expect(inCidr(fromNumber(next), cidr)).toBe(false);
    },
  );

  test('masks, and networks with host bits', () => {
    expect(netmask({ network: '10.0.0.0' as Ipv4, prefix: 22 })).toBe('255.255.252.0');
    expect(parseCidr('10.0.0.1/24')).toBeUndefined();
    expect(parseCidr('10.0.0.0/33')).toBeUndefined();
  });
});

describe('identity (rule 7)', () => {
  test('a MAC, a real UUID or a real serial tells a machine', () => {
    const uuid = '4c4c4544-0044-4410-8051-b4c04f4d3333';
    expect(sameMachine({ macs: [mac(1)] }, { macs: [mac(2), mac(1)] })).toBe(true);
    expect(
      sameMachine({ macs: [mac(1)], uuid }, { macs: [mac(2)], uuid: uuid.toUpperCase() }),
    ).toBe(true);
  });

  test.each([
    [{ uuid: '00000000-0000-0000-0000-000000000000' }],
    [{ uuid: '03000200-0400-0500-0006-000700080009' }],
    [{ serial: 'To be filled by O.E.M.' }],
    [{ serial: '0123456789' }],
    [{ serial: 'Default string' }],
  ])('%j identifies nobody', (placeholder) => {
    expect(
      sameMachine({ macs: [mac(1)], ...placeholder }, { macs: [mac(2)], ...placeholder }),
    ).toBe(false);
  });
});

describe('secrets', () => {
  test('have no way of being printed', () => {
    const hidden = secret('hunter2');
    const shown = [
      String(hidden),
      JSON.stringify({ hidden }),
      hidden.toString(),
      inspect(hidden),
      inspect({ a: [hidden] }, { depth: 9, showHidden: true }),
    ];
    for (const text of shown) expect(text).not.toContain('hunter2');
    expect(hidden.reveal()).toBe('hunter2');
  });

  const hidden = 'hunter2-Ünique';
  test.each([
    ['whole', `failed: ${hidden}.`, 'failed: ***.'],
    ['in part', `failed: ${hidden.slice(2, 9)}.`, 'failed: ***.'],
    ['in hexadecimal', `x${Buffer.from(hidden).toString('hex')}x`, 'x***x'],
    ['in a URL', `?p=${encodeURIComponent(hidden)}`, '?p=******'],
    ['by no more than others have too', 'the hunter sleeps', 'the *** sleeps'],
    ['not at all', 'the hunt is on', 'the hunt is on'],
  ])('are hidden where somebody says them back %s', (_how, text, shown) => {
    expect(hide(text, hidden)).toBe(shown);
  });

  test('are hidden in the base64 of a header', () => {
    const said = Buffer.from(`root:${hidden}`).toString('base64');
    expect(hide(said, hidden)).not.toContain(Buffer.from(hidden).toString('base64').slice(4, 12));
    expect(hide(said, hidden)).toMatch(/^[\w+/]{2,8}\*\*\*.{0,4}$/);
  });

  test.each(['hunter2', 'file:relative', 'env:1A', 'env:', 'ENV:A'])(
    '%j is no reference',
    (text) => {
      expect(parseSecretRef(text)).toBeUndefined();
    },
  );
});

describe('diagnostics', () => {
  test('are printed by place, with what to write instead', () => {
    const b = {
      severity: 'error',
      code: 'b',
      summary: 'unknown key',
      detail: 'write serial',
      at: at(3),
    } as const;
    const a = { severity: 'warning', code: 'a', summary: 'odd', at: at(1) } as const;
    expect(printDiagnostics([b, a])).toBe(
      'machines.yaml:1:1: warning: odd\nmachines.yaml:3:1: error: unknown key\n    write serial\n',
    );
  });

  test('a slip of the fingers is recognised, another word is not', () => {
    expect(didYouMean('generaton', ['generation', 'image'])).toBe('generation');
    expect(didYouMean('banana', ['generation', 'image'])).toBeUndefined();
  });
});

describe('errors', () => {
  test('what is no ControllerError is a mistake of ours, with its cause', () => {
    const error = asControllerError(new TypeError('x is undefined'));
    expect([error.code, error.disposition]).toEqual(['E_BUG', 'bug']);
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  test('the chain of causes is one line', () => {
    const error = new ControllerError('E_GIT_FETCH', 'fetching main', {
      cause: new Error('no route to host'),
    });
    expect(explain(error)).toBe('fetching main: no route to host');
    expect(Object.values(DISPOSITIONS)).toContain(error.disposition);
  });
});

describe('byte order of UUIDs (rule 7)', () => {
  const sysfs = '11223344-5566-7788-99aa-bbccddeeff00';
  const option97 = '44332211-6655-8877-99aa-bbccddeeff00';

  test('one machine in both orders is one machine', () => {
    expect(sameMachine({ macs: [mac(1)], uuid: sysfs }, { macs: [mac(2)], uuid: option97 })).toBe(
      true,
    );
    expect(
      sameMachine({ macs: [], uuid: sysfs }, { macs: [], uuid: sysfs.replace('1', '2') }),
    ).toBe(false);
  });

  test('a placeholder is one in either order', () => {
    for (const uuid of [
      '03000200-0400-0500-0006-000700080009',
      '00020003-0004-0005-0006-000700080009',
      '78563412-3412-7856-90ab-cddeefaabbcc',
      'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    ])
      expect(meaningfulUuid(uuid), uuid).toBeUndefined();
    expect(meaningfulUuid(option97.toUpperCase())).toBe(option97);
  });
});
