import { expect, test } from 'vitest';
import { markup } from '../../../src/web/html.ts';

test('text is escaped, markup of ours is not, nothing is nothing', () => {
  const evil = `<script>alert("x")</script> & 'y'`;
  expect(markup`<p title="${evil}">${evil}</p>`.html).toBe(
    `<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;</p>`,
  );
  expect(markup`${[markup`<b>${1}</b>`, '<i>']}${undefined}${false}`.html).toBe(
    '<b>1</b>&lt;i&gt;',
  );
});
