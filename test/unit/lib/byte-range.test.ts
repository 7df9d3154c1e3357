import { expect, test } from 'vitest';
import { select, type SelectionHeaders } from '../../../src/lib/byte-range.ts';

const what = { etag: '"abc"', bytes: 10 };
const of = (headers: SelectionHeaders) => select(headers, what);
const span = (first: number, last: number) => ({ status: 206, span: { first, last } });

test('without a range the whole is sent', () => {
  expect(of({})).toEqual({ status: 200 });
});

test.each([
  ['bytes=0-3', 0, 3],
  ['bytes=4-', 4, 9],
  ['bytes=4-99', 4, 9],
  ['bytes=-3', 7, 9],
  ['bytes=-30', 0, 9],
  ['BYTES=9-9', 9, 9],
])('%s selects %i to %i', (range, first, last) => {
  expect(of({ range })).toEqual(span(first, last));
});

test.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s cannot be satisfied', (range) => {
  expect(of({ range })).toEqual({ status: 416 });
});

test.each(['bytes=3-2', 'bytes=-', 'bytes=a-b', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=0x1-2', ''])(
  '%s is not one byte range and is ignored',
  (range) => {
    expect(of({ range })).toEqual({ status: 200 });
  },
);

test('every range of an empty file is unsatisfiable', () => {
  for (const range of ['bytes=0-', 'bytes=-1'])
    expect(select({ range }, { etag: '"e"', bytes: 0 })).toEqual({ status: 416 });
});

test('a range counts only while If-Range names this content', () => {
  expect(of({ range: 'bytes=0-0', 'if-range': '"abc"' })).toEqual(span(0, 0));
  expect(of({ range: 'bytes=0-0', 'if-range': '"old"' })).toEqual({ status: 200 });
  expect(of({ range: 'bytes=0-0', 'if-range': 'W/"abc"' })).toEqual({ status: 200 });
  const date = 'Fri, 20 Nov 2026 00:00:00 GMT';
  expect(of({ range: 'bytes=0-0', 'if-range': date })).toEqual({ status: 200 });
});

test('preconditions come before ranges', () => {
  expect(of({ 'if-none-match': '"x", W/"abc"', range: 'bytes=0-0' })).toEqual({ status: 304 });
  expect(of({ 'if-none-match': '*' })).toEqual({ status: 304 });
  expect(of({ 'if-none-match': '"x"' })).toEqual({ status: 200 });
  expect(of({ 'if-match': '"x"', range: 'bytes=0-0' })).toEqual({ status: 412 });
  expect(of({ 'if-match': '"x", "abc"' })).toEqual({ status: 200 });
});
