/** IPMI 2.0 over the network (RMCP+, `lanplus`), by ipmitool. */
import { explain } from '../core/errors.ts';
import type { FirmwareKind } from '../core/hardware.ts';
import type { PowerState } from '../core/observed.ts';
import type { PowerDriver } from '../core/ports.ts';
import { hide } from '../core/secret.ts';
import type { IpmiParameters } from './parameters.ts';
import { toldBy } from './ipmitool-says.ts';
import { inTime, type PowerTools, refused, reveal } from './tools.ts';

/**
 * Seconds ipmitool waits for each answer. Once (`-R 1`): trying again is the planner's, who writes it
 * down. BMCs under load take a second or two; a command is some eight questions.
 */
const ANSWER_S = 3;
/** For a whole command: a BMC that answers each question late is no better than a silent one. */
const DEADLINE_MS = 15_000;

/** One ipmitool command: gives its stdout, or throws E_POWER_*. */
type Ask = (what: string, words: readonly string[], signal: AbortSignal) => Promise<string>;

export function createIpmi(tools: Pick<PowerTools, 'exec' | 'clock'>): PowerDriver {
  return {
    type: 'ipmi',
    connect(parameters, secrets) {
      // The inventory has checked them against the schema that this type is made of.
      const bmc = parameters as unknown as IpmiParameters;
      const ask = asker(tools, bmc, () => reveal(secrets, bmc.password));
      return {
        query: (signal) => query(ask, signal),
        on: (signal) => turn(ask, 'on', signal),
        off: (signal) => turn(ask, 'off', signal),
        netbootOnce: (firmware, signal) => netbootOnce(ask, isEfi(bmc, firmware), signal),
      };
    },
  };
}

function asker(
  { exec, clock }: Pick<PowerTools, 'exec' | 'clock'>,
  bmc: IpmiParameters,
  password: () => Promise<string>,
): Ask {
  return async (what, words, signal) => {
    const doing = `${what} at ${bmc.address}`;
    const hidden = await password();
    const env = { IPMI_PASSWORD: hidden };
    const run = (limit: AbortSignal) =>
      exec('ipmitool', [...session(bmc), ...words], { env, signal: limit }).catch((cause) => {
        limit.throwIfAborted();
        // Node says back which variable it could not hand over, and its value.
        throw refused('E_POWER_TOOL', doing, hide(explain(cause), hidden));
      });
    const result = await inTime(clock, { doing, deadlineMs: DEADLINE_MS, signal }, run);
    if (result.kind === 'not-found')
      throw refused(
        'E_POWER_TOOL',
        doing,
        'ipmitool is not installed: install the package ipmitool',
      );
    if (result.code === 0) return result.stdout;
    throw toldBy(doing, {
      code: result.code,
      stdout: hide(result.stdout, hidden),
      stderr: hide(result.stderr, hidden),
    });
  };
}

/** `-v` makes ipmitool say why a session was refused; `-E` takes the password from where no `ps` sees it. */
function session(bmc: IpmiParameters): readonly string[] {
  const { address, port = 623, user = '', cipherSuite = 3, privilege = 'OPERATOR' } = bmc;
  const level = privilege === 'ADMIN' ? 'ADMINISTRATOR' : privilege;
  const how = ['-v', '-I', 'lanplus', '-C', String(cipherSuite), '-N', String(ANSWER_S), '-R', '1'];
  return [...how, '-H', address, '-p', String(port), '-U', user, '-E', '-L', level];
}

async function query(ask: Ask, signal: AbortSignal): Promise<PowerState> {
  const answer = await ask('asking for the power', ['chassis', 'power', 'status'], signal);
  const state = /^Chassis Power is (on|off)$/m.exec(answer)?.[1];
  if (state === 'on' || state === 'off') return state;
  const why = 'it says neither on nor off';
  throw refused('E_POWER_REFUSED', 'reading the answer about the power', why);
}

/** Some BMCs refuse to do what is already so ("not supported in present state"): then it is done. */
async function turn(ask: Ask, to: 'on' | 'off', signal: AbortSignal): Promise<void> {
  try {
    await ask(`turning the power ${to}`, ['chassis', 'power', to], signal);
  } catch (error) {
    const refusal = error instanceof Error && /present state/.test(String(error.cause));
    if (!refusal || (await query(ask, signal)) !== to) throw error;
  }
}

/**
 * For the next boot only, and just before it: BMCs forget the boot flags after 60 s (IPMI 2.0 table 28-14, parameter 3).
 * Without `efiboot` the same flags ask for a legacy boot, which a UEFI machine may honour or ignore.
 */
async function netbootOnce(ask: Ask, efi: boolean, signal: AbortSignal): Promise<void> {
  const options = efi ? ['options=efiboot'] : [];
  await ask('choosing a network boot', ['chassis', 'bootdev', 'pxe', ...options], signal);
}

const isEfi = (
  { bootType = 'auto' }: IpmiParameters,
  firmware: FirmwareKind | undefined,
): boolean => (bootType === 'auto' ? firmware === 'uefi' : bootType === 'efi');
