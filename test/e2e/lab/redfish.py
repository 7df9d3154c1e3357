#!/usr/bin/env python3
"""redfish.py NAME ADDR PORT USER PASS: a small Redfish service (a subset of DSP0266) for the machine NAME; bmc.sh starts it.

Systems, Chassis, Managers, SessionService; Basic and X-Auth-Token; ComputerSystem.Reset; Boot override with ETag and 412 on a
stale If-Match; TLS with a self-signed certificate. Python's Redfish client of OpenStack (sushy) accepts it.
"""
import base64
import hashlib
import json
import os
import ssl
import subprocess
import sys
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.environ['LAB']
name, addr, port, user, pw = sys.argv[1:6]


def vm(*a):
    return subprocess.run([f'{HERE}/vm.sh', a[0], name, *a[1:]], capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout.strip()


conf = dict(line.split('=', 1) for line in vm('info').splitlines())
SID = conf['uuid']
tokens, boot = {}, {'BootSourceOverrideTarget': 'None', 'BootSourceOverrideEnabled': 'Disabled', 'BootSourceOverrideMode': 'UEFI' if conf['fw'].startswith('uefi') else 'Legacy'}
TARGETS = ['None', 'Pxe', 'UefiHttp', 'Hdd']
RESETS = ['On', 'ForceOff', 'ForceOn', 'GracefulShutdown', 'ForceRestart', 'GracefulRestart', 'PowerCycle']


def power():
    return 'On' if vm('status') == 'on' else 'Off'


class Redfish(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, f, *a):
        print(self.log_date_time_string(), f % a, file=sys.stderr, flush=True)

    def out(self, code, body=None, **h):
        b = json.dumps(body).encode() if body is not None else b''
        self.send_response(code)
        self.send_header('OData-Version', '4.0')
        if body is not None:
            self.send_header('Content-Type', 'application/json')
        for k, v in h.items():
            self.send_header(k.replace('_', '-'), v)
        self.send_header('Content-Length', str(len(b)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(b)

    def err(self, code, msgid, msg):
        self.out(code, {'error': {'code': f'Base.1.8.{msgid}', 'message': msg, '@Message.ExtendedInfo': [{'MessageId': f'Base.1.8.{msgid}', 'Message': msg}]}})

    def auth(self):
        if self.headers.get('X-Auth-Token') in tokens:
            return True
        a = self.headers.get('Authorization', '')
        if a.startswith('Basic ') and base64.b64decode(a[6:]).decode() == f'{user}:{pw}':
            return True
        self.out(401, {'error': {'code': 'Base.1.8.NoValidSession', 'message': 'no valid session'}}, WWW_Authenticate='Basic realm="redfish"')

    def system(self):
        s = f'/redfish/v1/Systems/{SID}'
        return {'@odata.type': '#ComputerSystem.v1_13_0.ComputerSystem', '@odata.id': s, 'Id': SID, 'Name': name, 'UUID': SID, 'SystemType': 'Physical',
                'Manufacturer': 'Lab', 'Model': 'QEMU ' + conf['fw'], 'SerialNumber': 'LABM' + conf['idx'], 'PowerState': power(),
                'Status': {'State': 'Enabled', 'Health': 'OK'}, 'MemorySummary': {'TotalSystemMemoryGiB': int(conf['mem']) / 1024}, 'ProcessorSummary': {'Count': int(conf['cpus'])},
                'Boot': {**boot, 'BootSourceOverrideTarget@Redfish.AllowableValues': TARGETS, 'BootSourceOverrideMode@Redfish.AllowableValues': ['UEFI', 'Legacy']},
                'EthernetInterfaces': {'@odata.id': s + '/EthernetInterfaces'}, 'Links': {'Chassis': [{'@odata.id': '/redfish/v1/Chassis/1'}], 'ManagedBy': [{'@odata.id': '/redfish/v1/Managers/1'}]},
                'Actions': {'#ComputerSystem.Reset': {'target': s + '/Actions/ComputerSystem.Reset', 'ResetType@Redfish.AllowableValues': RESETS}}}

    def do_GET(self):
        p = self.path.split('?')[0].rstrip('/')
        coll = lambda t, n, ids: {'@odata.type': f'#{t}.{t}', '@odata.id': p, 'Name': n, 'Members': [{'@odata.id': i} for i in ids], 'Members@odata.count': len(ids)}
        if p == '/redfish':
            return self.out(200, {'v1': '/redfish/v1/'})
        if p == '/redfish/v1':
            return self.out(200, {'@odata.type': '#ServiceRoot.v1_5_0.ServiceRoot', '@odata.id': '/redfish/v1/', 'Id': 'RootService', 'Name': 'lab', 'RedfishVersion': '1.11.0', 'UUID': SID,
                                  'Systems': {'@odata.id': '/redfish/v1/Systems'}, 'Chassis': {'@odata.id': '/redfish/v1/Chassis'}, 'Managers': {'@odata.id': '/redfish/v1/Managers'},
                                  'SessionService': {'@odata.id': '/redfish/v1/SessionService'}, 'Links': {'Sessions': {'@odata.id': '/redfish/v1/SessionService/Sessions'}}})
        if not self.auth():
            return
        s = f'/redfish/v1/Systems/{SID}'
        t = {'/redfish/v1/Systems': lambda: coll('ComputerSystemCollection', 'Systems', [s]), s: self.system,
             '/redfish/v1/Chassis': lambda: coll('ChassisCollection', 'Chassis', ['/redfish/v1/Chassis/1']),
             '/redfish/v1/Chassis/1': lambda: {'@odata.id': p, 'Id': '1', 'ChassisType': 'RackMount', 'PowerState': power()},
             '/redfish/v1/Managers': lambda: coll('ManagerCollection', 'Managers', ['/redfish/v1/Managers/1']),
             '/redfish/v1/Managers/1': lambda: {'@odata.id': p, 'Id': '1', 'ManagerType': 'BMC', 'FirmwareVersion': 'lab'},
             '/redfish/v1/SessionService': lambda: {'@odata.id': p, 'Id': 'SessionService', 'Sessions': {'@odata.id': p + '/Sessions'}},
             '/redfish/v1/SessionService/Sessions': lambda: coll('SessionCollection', 'Sessions', ['/redfish/v1/SessionService/Sessions/' + v for v in tokens.values()]),
             s + '/EthernetInterfaces': lambda: coll('EthernetInterfaceCollection', 'NICs', [s + '/EthernetInterfaces/1']),
             s + '/EthernetInterfaces/1': lambda: {'@odata.id': p, 'Id': '1', 'MACAddress': conf['mac'], 'PermanentMACAddress': conf['mac'], 'LinkStatus': 'LinkUp', 'Status': {'State': 'Enabled', 'Health': 'OK'}}}.get(p)
        if not t:
            return self.err(404, 'ResourceMissingAtURI', p)
        b = t()
        self.out(200, b, ETag='W/"%s"' % hashlib.md5(json.dumps(b).encode()).hexdigest()[:8])

    def body(self):
        try:
            return json.loads(self.rfile.read(int(self.headers.get('Content-Length') or 0)) or b'{}')
        except ValueError:
            return None

    def do_POST(self):
        p, b = self.path.rstrip('/'), self.body()
        if p == '/redfish/v1/SessionService/Sessions':
            if not b or (b.get('UserName'), b.get('Password')) != (user, pw):
                return self.err(401, 'NoValidSession', 'bad credentials')
            tok, sid = uuid.uuid4().hex, uuid.uuid4().hex[:8]
            tokens[tok] = sid
            return self.out(201, {'@odata.id': f'{p}/{sid}', 'Id': sid, 'UserName': user}, X_Auth_Token=tok, Location=f'{p}/{sid}')
        if not self.auth():
            return
        if p.endswith('/Actions/ComputerSystem.Reset'):
            r = (b or {}).get('ResetType')
            if r not in RESETS:
                return self.err(400, 'ActionParameterValueNotInList', str(r))
            if boot['BootSourceOverrideEnabled'] != 'Disabled':
                vm('bootdev', 'disk' if boot['BootSourceOverrideTarget'] == 'Hdd' else 'pxe')
                if boot['BootSourceOverrideEnabled'] == 'Once':
                    boot.update(BootSourceOverrideEnabled='Disabled', BootSourceOverrideTarget='None')
            if r in ('On', 'ForceOn'):
                vm('start')
            elif r == 'ForceOff':
                vm('stop')
            elif r == 'GracefulShutdown':
                vm('soft')
            else:
                vm('reset')
            return self.out(204)
        self.err(404, 'ResourceMissingAtURI', p)

    def do_PATCH(self):
        if not self.auth():
            return
        b = self.body()
        if self.path.rstrip('/') != f'/redfish/v1/Systems/{SID}':
            return self.err(404, 'ResourceMissingAtURI', self.path)
        im = self.headers.get('If-Match')
        if im and im != '*' and im != 'W/"%s"' % hashlib.md5(json.dumps(self.system()).encode()).hexdigest()[:8]:
            return self.err(412, 'PreconditionFailed', 'ETag')
        nb = (b or {}).get('Boot', {})
        if nb.get('BootSourceOverrideTarget', 'None') not in TARGETS:
            return self.err(400, 'PropertyValueNotInList', str(nb))
        boot.update({k: v for k, v in nb.items() if k in boot})
        self.out(200, self.system())

    def do_DELETE(self):
        sid = self.path.rstrip('/').rsplit('/', 1)[-1]
        for t, s in list(tokens.items()):
            if s == sid:
                del tokens[t]
        self.out(204)


class Service(ThreadingHTTPServer):
    daemon_threads = True

    def finish_request(self, request, client_address):
        # the handshake in the connection's own thread: a client that says nothing must not stop the others
        super().finish_request(tls.wrap_socket(request, server_side=True), client_address)

    def handle_error(self, request, client_address):
        pass


pem = f'{LAB}/redfish.pem'
if not os.path.exists(pem):
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', '/CN=lab-bmc',
                    '-keyout', pem + '.key', '-out', pem + '.crt'], check=True, capture_output=True)
    with open(pem + '.new', 'w') as f:
        f.write(open(pem + '.key').read() + open(pem + '.crt').read())
    os.rename(pem + '.new', pem)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(pem)
Service((addr, int(port)), Redfish).serve_forever()
