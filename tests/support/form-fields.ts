/** The fields of the form that is posted to this path, as a browser would send them untouched. */
export function fieldsOf(html: string, action: string): Record<string, string> {
  const rest = html.slice(html.indexOf(`action="${action}"`));
  const form = rest.slice(0, rest.indexOf('</form>'));
  const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  const inputs = [...form.matchAll(/<input[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/type="checkbox"/.test(tag) || /\schecked/.test(tag))
    .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value') ?? '']);
  const selects = [...form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)].map(([, tag, text]) => {
    const options = [...text!.matchAll(/<option[^>]*>/g)].map(([option]) => option);
    const chosen = options.find((option) => /\sselected/.test(option)) ?? options[0] ?? '';
    return [attribute(tag!, 'name'), attribute(chosen, 'value') ?? ''];
  });
  const areas = [...form.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g)].map(([, tag, text]) => [
    attribute(tag!, 'name'),
    text,
  ]);
  return Object.fromEntries(
    [...inputs, ...selects, ...areas]
      .filter(([name]) => name)
      .map(([name, value]) => [name, decoded(value!)]),
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
