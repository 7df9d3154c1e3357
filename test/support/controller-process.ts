/** A real controller of the settings that it is given, as a process of its own that a test can kill. Exits with 0 when nothing more happens by itself. */
import type { Config } from '../../src/controller/config.ts';
import { settled } from '../../src/controller/loop.ts';
import { createController } from '../../src/controller/wire.ts';

const config = JSON.parse(process.argv[2] ?? '') as Config;
const controller = await createController(config, {
  env: process.env,
  signal: new AbortController().signal,
  log: { write: (line) => process.stdout.write(line) },
  only: undefined,
  followMs: undefined,
});
await controller.run(settled);
