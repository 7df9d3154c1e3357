import { describe, expect, test } from 'vitest';
import type { Ipv4, MachineName } from '../../../src/core/ids.ts';
import { type Itself, type Suspect, whyItself } from '../../../src/core/itself.ts';
import { mac } from '../../support/fleet.ts';

const uuid = '4c4c4544-0042-3510-8051-b4c04f4d3232';
const host: Itself = { macs: [mac(1)], bmcAddress: '192.0.2.1' as Ipv4, uuid };
const why = (over: Partial<Suspect>, known: Itself | undefined = host): string | undefined =>
  whyItself(
    { name: 'n9' as MachineName, identities: [{ macs: [mac(9)] }], power: undefined, ...over },
    known,
    ['git' as MachineName],
  );
const ipmi = (address: string): Partial<Suspect> => ({
  power: { type: 'ipmi', parameters: { address } },
});

describe('the controller’s own host (rule 10)', () => {
  test('by any MAC, declared or recorded', () => {
    expect(why({ identities: [{ macs: [mac(9)] }, { macs: [mac(8), mac(1)] }] })).toContain(mac(1));
  });

  test('by its UUID, in either byte order; never by a placeholder', () => {
    for (const same of [uuid, uuid.toUpperCase(), '44454c4c-4200-1035-8051-b4c04f4d3232'])
      expect(why({ identities: [{ macs: [mac(9)], uuid: same }] })).toContain('UUID');
    const placeholder = '03000200-0400-0500-0006-000700080009';
    const vendor = { ...host, uuid: placeholder };
    expect(why({ identities: [{ macs: [mac(9)], uuid: placeholder }] }, vendor)).toBeUndefined();
  });

  test('by its BMC', () => {
    expect(why(ipmi('192.0.2.1'))).toContain('192.0.2.1');
    expect(why(ipmi('192.0.2.2'))).toBeUndefined();
    expect(why(ipmi('192.0.2.1'), { ...host, bmcAddress: undefined })).toBeUndefined();
  });

  test('by its name in Site.protectSelf, also where nothing is known of the host', () => {
    expect(why({ name: 'git' as MachineName }, undefined)).toBe('Site.protectSelf names it');
    expect(why({})).toBeUndefined();
  });
});
