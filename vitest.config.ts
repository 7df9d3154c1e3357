import { defineConfig } from 'vitest/config';

/** `RING=interop` and `RING=e2e` need root and Debian packages; the default rings need neither. */
const ring = process.env['RING'];

export default defineConfig({
  test: {
    reporters: ['default', './test/support/tally.ts'],
    // Property tests with RUNS=5000 take their time.
    testTimeout: 60_000,
    include:
      ring === undefined
        ? ['test/{unit,property,golden}/**/*.test.ts']
        : [`test/${ring}/**/*.test.ts`],
    // Foreign programs and real time: slow, and one at a time. What fails once has failed.
    ...(ring === undefined
      ? {}
      : {
          testTimeout: 1_200_000,
          hookTimeout: 1_200_000,
          fileParallelism: false,
        }),
  },
});
