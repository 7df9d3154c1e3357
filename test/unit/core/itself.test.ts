import { describe, expect, test } from 'vitest';
import type { Ipv4, MachineName } from '../../../src/core/ids.ts';
import { type Suspect, whyItself } from '../../../src/core/itself.ts';
import { mac } from '../../support/fleet.ts';

const uuid = '4c4c4544-0042-3510-8051-b4c04f4d3232';
const host = { macs: [mac(1)], addresses: ['192.0.2.1' as Ipv4], uuid };
const why = (over: Partial<Suspect>, known: typeof host | undefined = host): string | undefined =>
  whyItself(
    { name: 'n9' as MachineName, identities: [{ macs: [mac(9)] }], power: undefined, ...over },
    known,
    ['git' as MachineName],
  );
const ipmi = (address: string, port?: number): Partial<Suspect> => ({
  power: { type: 'ipmi', parameters: { address, ...(port === undefined ? {} : { port }) } },
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

  test('by its BMC, but not by a simulated one on a port of its own', () => {
    expect(why(ipmi('192.0.2.1'))).toContain('192.0.2.1');
    expect(why(ipmi('192.0.2.1', 623))).toContain('192.0.2.1');
    expect(why(ipmi('192.0.2.1', 9001))).toBeUndefined();
    expect(why(ipmi('192.0.2.2'))).toBeUndefined();
  });

  test('by its name in Site.protectSelf, also where nothing is known of the host', () => {
    expect(why({ name: 'git' as MachineName }, undefined)).toBe('Site.protectSelf names it');
    expect(why({})).toBeUndefined();
  });
});
