/** Regular expressions from one stranger, on text from another: either can make a search take for ever. */
import { runInNewContext } from 'node:vm';

/** Throws SyntaxError for what is no expression, and `ERR_SCRIPT_EXECUTION_TIMEOUT` when `ms` are over. */
export function boundedSearch(expression: string, text: string, ms: number): boolean {
  const { source } = new RegExp(expression);
  // A context of its own is the one place where V8 interrupts a search.
  return (
    runInNewContext('new RegExp(source).test(text)', { source, text }, { timeout: ms }) === true
  );
}
