import { withoutTokens } from './scenarios.ts';

/**
 * The product's own Today page as a template for Jinja: what depends on the person becomes a placeholder, the list of
 * workouts a loop. So Flask sends the same bytes whatever the layout becomes.
 */
export function toJinja(page: string, userId: string): string {
  const row = /<li>\s*<a class="row" href="\/fitness\/workouts\/[\s\S]*?<\/li>/;
  const rows = new RegExp(`(?:${row.source})+`);
  const loop = (list: string) =>
    `{% for workout in latest %}${toLoopBody(row.exec(list)?.[0] ?? '')}{% endfor %}`;
  return withoutTokens(page)
    .replaceAll('name="csrf-token" content=""', 'name="csrf-token" content="{{ csrf_token }}"')
    .replaceAll('name="_csrf" value=""', 'name="_csrf" value="{{ csrf_token }}"')
    .replaceAll(userId, '{{ user_id }}')
    .replace(/\d+ workouts? this week/, `{{ week }} workout{{ '' if week == 1 else 's' }} this week`)
    .replace(/Last [^<,]* kg, [^<·]* · [^<]* in a week/, LAST_WEIGHT)
    .replace(/name="value" value="[\d.]+"/, 'name="value" value="{{ weight.value }}"')
    .replace(rows, loop);
}

const LAST_WEIGHT = 'Last {{ weight.text }}, {{ weight.since }} · {{ weight.change }} in a week';

function toLoopBody(item: string): string {
  return item
    .replace(/workouts\/[\w-]+"/, 'workouts/{{ workout.id }}"')
    .replace(/(class="row-title truncate">)[^<]*/, '$1{{ workout.title }}')
    .replace(/(class="row-note">)[^<]*/, '$1{{ workout.note }}');
}
