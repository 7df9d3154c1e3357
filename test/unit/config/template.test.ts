import { describe, expect, it } from 'vitest';
import { isKnownName, placeholders, substitute } from '../../../src/config/template.ts';

const lookup = (name: string): string | undefined =>
  ({ 'machine.name': 'n1', 'site.name': '${machine.name}' })[name];

describe('placeholders', () => {
  it('names each with its place', () => {
    expect(placeholders('a ${machine.name}\nb ${site.name}')).toEqual([
      { name: 'machine.name', offset: 2 },
      { name: 'site.name', offset: 20 },
    ]);
  });

  it('leaves $${ and a lone $ alone', () => {
    expect(placeholders('$${machine.name} $HOME $(id) $')).toEqual([]);
  });

  it('reports one that is never closed by all of its text', () => {
    expect(placeholders('x ${machine.name\ny}')).toEqual([{ name: '${machine.name', offset: 2 }]);
  });
});

describe('substitute', () => {
  it('replaces what lookup knows, and unescapes $${', () => {
    expect(substitute('${machine.name}: $${machine.name} $HOME', lookup)).toEqual({
      text: 'n1: ${machine.name} $HOME',
      unknown: [],
    });
  });

  it('lists unknown names once and leaves them as they stand', () => {
    expect(substitute('${nope} ${nope} ${machine.name} ${open', lookup)).toEqual({
      text: '${nope} ${nope} n1 ${open',
      unknown: ['nope', '${open'],
    });
  });

  it('never reads a value again, so a label cannot smuggle a placeholder in', () => {
    expect(substitute('${site.name}', lookup).text).toBe('${machine.name}');
  });

  it('puts values in literally, whatever String.replace means by $&', () => {
    expect(substitute('${x}', () => "$& $' $1").text).toBe("$& $' $1");
  });
});

describe('isKnownName', () => {
  it.each([
    'machine.name',
    'machine.labels.rack',
    'machine.labels.example.com/rack',
    'site.name',
    'secret:env:BMC_PASSWORD',
    'secret:file:/etc/reconcile/bmc',
  ])('knows %s', (name) => expect(isKnownName(name)).toBe(true));

  it.each([
    '',
    'machine',
    'machine.labels.',
    'machine.Name',
    'secret:env:',
    'secret:env:A-B',
    'secret:file:relative',
    'secret:exec:id',
  ])('does not know %j', (name) => expect(isKnownName(name)).toBe(false));
});
