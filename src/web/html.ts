/** HTML that escapes by construction: what is not markup of ours is text. */

export interface Html {
  readonly html: string;
}

export type Content = string | number | Html | undefined | false | readonly Content[];

/** markup`<p>${text}</p>`: strings are escaped; Html and lists of it are not; undefined and false are nothing. */
export function markup(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const parts = strings.map((part, i) => part + (i < contents.length ? render(contents[i]) : ''));
  return { html: parts.join('') };
}

function render(content: Content): string {
  if (content === undefined || content === false) return '';
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  return 'html' in content ? content.html : content.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
