/** What `cloud-config-url` fetches, for each environment of a machine and for an unknown one. */
import { expect, test } from 'vitest';
import { enlistPreseed, preseed } from '../../../src/config/preseed.ts';
import { printCloudConfig } from '../../../src/metadata/print.ts';
import { id, ip, site } from '../../support/fleet.ts';
import { golden } from '../../support/golden.ts';

const access = {
  authority: '10.0.0.1:5248',
  id: id(1),
  credentials: { consumerKey: 'CK', tokenKey: 'TK', tokenSecret: 'TS' },
};
const noble = { os: 'ubuntu', releaseVersion: '24.04', architecture: 'amd64' };
const busy = {
  ...site,
  syslog: 'logs.example',
  ntp: [ip('10.0.0.9')],
  apt: {
    proxy: 'http://proxy:3128',
    sourcesList: 'deb [trusted=yes] http://10.0.0.1/apt ./\n',
    mirror: undefined,
  },
};

test.each(['commissioning', 'erasing', 'poweroff', 'installer', 'in-memory'] as const)(
  '%s',
  (environment) => {
    const text = printCloudConfig(preseed(environment, access, site, noble));
    expect(text).toBe(golden(`preseed/${environment}.txt`, text));
  },
);

test('enlist', () => {
  const text = printCloudConfig(enlistPreseed(access.authority, site, noble));
  expect(text).toBe(golden('preseed/enlist.txt', text));
});

test('a closed network: own package sources, a proxy, a log host', () => {
  const text = printCloudConfig(preseed('commissioning', access, busy, noble));
  expect(text).toBe(golden('preseed/closed-network.txt', text));
});

test('ports and one-line sources, before deb822', () => {
  const jammy = { os: 'ubuntu', releaseVersion: '22.04', architecture: 'arm64' };
  const text = printCloudConfig(preseed('commissioning', access, site, jammy));
  expect(text).toBe(golden('preseed/jammy-arm64.txt', text));
});
