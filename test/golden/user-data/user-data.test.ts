import { expect, test } from 'vitest';
import { userData, vendorData } from '../../../src/config/user-data.ts';
import { loadEnvironment } from '../../../src/metadata/environment.ts';
import { printYaml } from '../../../src/lib/yaml.ts';
import { ip, site } from '../../support/fleet.ts';
import { golden } from '../../support/golden.ts';

test('several parts are one MIME message, with what is not ASCII in base64', () => {
  const text = userData([
    {
      name: 'packages',
      contentType: 'text/cloud-config',
      content: '#cloud-config\npackages: [jq]\n',
    },
    {
      name: 'wie geht’s',
      contentType: 'text/x-shellscript',
      content:
        '#!/bin/sh\necho "Grüße, Kollegin: das hier ist lang genug für zwei Zeilen in base64."\n',
    },
  ]);
  expect(text).toBe(golden('user-data/two-parts.txt', text));
});

test('vendor-data: time servers by address, pools by name', () => {
  const ntp = [ip('10.0.0.9'), 'pool.ntp.org'];
  const text = printYaml(vendorData({ ...site, ntp }, true));
  expect(text).toBe(golden('user-data/vendor-data.txt', text));
});

test('programs unpack themselves, and run', () => {
  const settings = { metadata_url: 'http://10.0.0.1:5248/MAAS/metadata/', credentials: null };
  const text = loadEnvironment()
    .program(['enlist.py'], settings)
    .replace(/(?<=cat >enlist\.py <<'END_OF_FILE'\n)[^]*?(?=END_OF_FILE)/, '…\n');
  expect(text).toBe(golden('user-data/enlist.txt', text));
});
