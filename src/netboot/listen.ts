/** Why a service cannot have its address, as a sentence that says what to type. */
import { ControllerError } from '../core/errors.ts';

/** `service` as people call it (`DHCP`); `protocol` as `ss` does. */
export function cannotListen(
  service: string,
  at: { readonly address: string; readonly port: number; readonly protocol: 'udp' | 'tcp' },
  error: unknown,
): ControllerError {
  const { address, port, protocol } = at;
  const doing = `listening for ${service} on ${address}:${port}/${protocol}`;
  const hint = HINTS[codeOf(error)]?.(port, protocol);
  return new ControllerError(
    'E_SERVICE_ADDRESS',
    hint === undefined ? doing : `${doing}: ${hint}`,
    { cause: error },
  );
}

type Hint = (port: number, protocol: 'udp' | 'tcp') => string;

const HINTS: Readonly<Record<string, Hint>> = {
  EADDRINUSE: (port, protocol) =>
    `another program has the port; "ss -l${protocol === 'udp' ? 'u' : 't'}np sport = :${port}" says which: ` +
    'stop it, or give this service another address in the settings',
  EACCES: (port) =>
    'ports below 1024 want a capability: AmbientCapabilities=CAP_NET_BIND_SERVICE in the systemd unit, or ' +
    `"setcap cap_net_bind_service=+ep NODE" on the node program, or "sysctl net.ipv4.ip_unprivileged_port_start=${port}"`,
  EADDRNOTAVAIL: () =>
    'no interface of this host has the address; "ip -4 address" lists those that there are',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
