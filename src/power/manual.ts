/** A machine without a BMC: a person presses the button when the plan says so. */
import type { PowerDriver } from '../core/ports.ts';

/**
 * Asking it to do something succeeds at once, and proves nothing: its power is never known, and only
 * a netboot or a signal tells that somebody was there.
 */
export const manual: PowerDriver = {
  type: 'manual',
  connect: () => ({
    query: async () => 'unknown',
    on: async () => {},
    off: async () => {},
    netbootOnce: async () => {},
  }),
};
