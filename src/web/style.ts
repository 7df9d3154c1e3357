/** The page's style: light and dark as the reader's system is, and rows become cards on a phone. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --dim: #888; --card: #8881; }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1rem; }
h1 { font-size: 1.3rem; margin: 0 0 .2rem; }
h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
a { color: LinkText; text-decoration: none; }
a:hover { text-decoration: underline; }
.dim, time { color: var(--dim); }
.banner { border-left: .3rem solid #c90; background: var(--card); margin: .8rem 0; padding: .5rem .8rem; }
.banner.error { border-color: #d33; }
.banner pre { margin: .3rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; margin: .8rem 0; padding: 0; }
.counts li { background: var(--card); border-radius: .4rem; padding: .2rem .6rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--dim); }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem .35rem 0; vertical-align: top; }
td { overflow-wrap: anywhere; }
.act { color: #17c; } .hold { color: #c60; } .wait { color: var(--dim); } .done { color: #291; }
.loss { color: #d33; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { .act { color: #6bf; } .hold { color: #fa5; } .done { color: #6c6; } .loss { color: #f77; } }
@media (max-width: 45rem) {
  thead { display: none; }
  tr { display: block; background: var(--card); border-radius: .5rem; margin: .5rem 0; padding: .4rem .6rem; }
  td { display: block; border: 0; padding: .1rem 0; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--dim); }
}
`;
