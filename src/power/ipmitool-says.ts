/** ipmitool exits with 1 for everything; why stands in what it prints with `-v` (version 1.8.19). */
import type { ControllerError, ErrorCode } from '../core/errors.ts';
import { refused } from './tools.ts';

interface Saying {
  readonly text: RegExp;
  readonly code: ErrorCode;
  /** What a person does about it. */
  readonly advice: string;
}

/**
 * The first that matches is the reason. The RAKP messages are those of IPMI 2.0 table 13-15; each is
 * followed by "Unable to establish IPMI v2 / RMCP+ session", which alone means that nobody answered.
 */
const SAYINGS: readonly Saying[] = [
  {
    text: /RAKP 2 HMAC is invalid|invalid integrity check value/,
    code: 'E_POWER_AUTH',
    advice: 'the password is not the one that this BMC has for the user',
  },
  {
    text: /unauthorized name|invalid name length/,
    code: 'E_POWER_AUTH',
    advice: 'the BMC has no such user, or not on its network channel',
  },
  {
    text: /invalid role|unauthorized role|unauthorized GUID|failed: Insufficient privilege level|set session privilege level/i,
    code: 'E_POWER_AUTH',
    advice: 'the user has a lower privilege there; ask for that one, or raise it',
  },
  {
    text: /invalid (?:authentication|integrity|confidentiality) algorithm|no cipher suite match|no matching (?:authentication|integrity) payload|Unsupported cipher suite/,
    code: 'E_POWER_SETTING',
    advice: 'the BMC does not take this cipher suite: name another',
  },
  {
    text: /password is longer than/,
    code: 'E_POWER_SETTING',
    advice: 'IPMI 2.0 passwords have at most 20 bytes',
  },
  {
    text: /insufficient resources/i,
    code: 'E_POWER_REFUSED',
    advice: 'the BMC has no session left',
  },
  {
    text: /Address lookup for .* failed/,
    code: 'E_POWER_CONNECTION',
    advice: 'the name has no address',
  },
  {
    text: /^.* failed: .*$/m,
    code: 'E_POWER_REFUSED',
    advice: 'the BMC refused',
  },
  {
    text: /Unable to establish|Get Auth Capabilities error|No response/i,
    code: 'E_POWER_CONNECTION',
    advice:
      'nobody answers IPMI there: look at the address, the network, and IPMI over LAN in the BMC',
  },
];

/** The error for a command that failed. ipmitool prints no password; its text is kept short all the same. */
export function toldBy(
  doing: string,
  {
    code,
    stdout,
    stderr,
  }: { readonly code: number; readonly stdout: string; readonly stderr: string },
): ControllerError {
  const said = `${stderr}\n${stdout}`;
  for (const saying of SAYINGS) {
    const match = saying.text.exec(said);
    if (match !== null)
      return refused(saying.code, doing, `${saying.advice} (${excerpt(match[0])})`);
  }
  return refused('E_POWER_REFUSED', doing, `ipmitool ended with ${code} and no reason`);
}

const excerpt = (text: string): string => text.trim().slice(0, 120);
