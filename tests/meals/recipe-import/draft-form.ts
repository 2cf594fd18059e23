/** The fields of the form that shows a draft, as a browser would send them. */
export function fieldsOf(html: string): Record<string, string> {
  const form = html.slice(html.indexOf('action="/meals/recipes/import"'));
  const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  const inputs = [...form.matchAll(/<input[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/type="checkbox"/.test(tag) || /\schecked/.test(tag))
    .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value') ?? '']);
  const areas = [...form.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g)].map(([, tag, text]) => [
    attribute(tag!, 'name'),
    text,
  ]);
  return Object.fromEntries(
    [...inputs, ...areas].filter(([name]) => name).map(([name, value]) => [name, decoded(value!)]),
  ) as Record<string, string>;
}

function decoded(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}
