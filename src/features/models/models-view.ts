import type { Request } from 'express';
import type { CallRow, PersonUsage, Usage } from '../../ai/call-records.ts';
import type { ModelStatus } from '../../ai/index.ts';
import type { ModelSettings } from '../../config-models.ts';
import { currentUser } from '../../http/request.ts';
import { formatInstant } from '../../lib/date-format.ts';
import { formatNumber } from '../../lib/number-format.ts';

/** The models that are set up, one line each. */
export function modelLines(req: Request, status: readonly ModelStatus[], isCloudAllowed: boolean) {
  return status.map(({ provider, model, skills, state }) => {
    const isKept = provider !== 'ollama' && !isCloudAllowed;
    return {
      title: model,
      note: `${req.t(`models.provider.${provider}`)} · ${skills.map((skill) => req.t(`models.skill.${skill}`)).join(', ')}`,
      state: req.t(isKept ? 'models.state.notAllowed' : `models.state.${state}`),
      isProblem: state === 'no-answer' || state === 'not-pulled',
    };
  });
}

/** What was used of the caps, as meters. */
export function capsView(
  req: Request,
  usage: Usage,
  caps: Pick<ModelSettings, 'tokensPerDay' | 'microUsdPerMonth'>,
) {
  const { language } = currentUser(req);
  return [
    {
      label: req.t('models.used.tokens'),
      value: usage.tokens_today,
      max: Math.max(1, caps.tokensPerDay),
      text: req.t('models.used.ofTokens', {
        used: formatNumber(usage.tokens_today, language, 0),
        cap: formatNumber(caps.tokensPerDay, language, 0),
      }),
    },
    {
      label: req.t('models.used.money'),
      value: usage.micro_usd_month,
      max: Math.max(1, caps.microUsdPerMonth),
      text: req.t('models.used.ofMoney', {
        used: dollars(usage.micro_usd_month, language),
        cap: dollars(caps.microUsdPerMonth, language),
      }),
    },
  ];
}

function dollars(microUsd: number, language: string): string {
  return formatNumber(microUsd / 1e6, language, 2);
}

/** What each person's models used, with the caps that hold for each; of what was said nothing. */
export function usageView(
  req: Request,
  people: readonly PersonUsage[],
  caps: Pick<ModelSettings, 'tokensPerDay' | 'microUsdPerMonth'>,
) {
  const { language } = currentUser(req);
  const count = (value: number) => formatNumber(value, language, 0);
  return {
    caps: req.t('models.household.caps', {
      tokens: count(caps.tokensPerDay),
      money: dollars(caps.microUsdPerMonth, language),
    }),
    people: people.map((person) => ({
      name: person.name,
      calls: count(person.calls),
      tokens: count(person.tokens_month),
      today: req.t('models.used.ofTokens', {
        used: count(person.tokens_today),
        cap: count(caps.tokensPerDay),
      }),
      money: req.t('models.used.ofMoney', {
        used: dollars(person.micro_usd_month, language),
        cap: dollars(caps.microUsdPerMonth, language),
      }),
    })),
  };
}

/** A call as a line of the list. */
export function callLine(req: Request, call: CallRow, now: Date) {
  const { timeZone, language } = currentUser(req);
  return {
    href: `/settings/models/calls/${call.id}`,
    title: purposeOf(req, call.purpose),
    note: [
      formatInstant(call.created_at, timeZone, language, now),
      `${req.t(`models.provider.${call.provider}`)} · ${call.model}`,
      tokensOf(req, call),
    ]
      .filter(Boolean)
      .join(' · '),
    outcome: req.t(`models.outcome.${call.outcome}`),
    isProblem: !['answered', 'repaired', 'running'].includes(call.outcome),
  };
}

/** One call with everything the model was shown. */
export function callView(req: Request, call: CallRow, now: Date) {
  const { language } = currentUser(req);
  const { system, messages, schema, tools, numCtx } = call.prompt;
  const facts = [
    [req.t('models.call.outcome'), req.t(`models.outcome.${call.outcome}`)],
    [
      req.t('models.call.took'),
      call.latency_ms === null ? '' : `${formatNumber(call.latency_ms / 1000, language, 1)} s`,
    ],
    [req.t('models.call.tries'), call.tries > 1 ? String(call.tries) : ''],
    [
      req.t('models.call.cost'),
      call.cost_micro_usd === 0 ? '' : `$${formatNumber(call.cost_micro_usd / 1e6, language, 4)}`,
    ],
    [req.t('models.call.error'), call.error ?? ''],
  ];
  return {
    ...callLine(req, call, now),
    facts: facts.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value })),
    seen: [
      ...(system === undefined ? [] : [{ label: req.t('models.call.system'), text: system }]),
      ...messages.map(({ role, text, images = [] }) => ({
        label: req.t(role === 'assistant' ? 'models.call.before' : 'models.call.asked'),
        text: [text, ...images.map((image) => req.t('models.call.image', { image }))].join('\n'),
      })),
      ...(tools ? [{ label: req.t('models.call.tools'), text: JSON.stringify(tools, null, 2) }] : []),
      ...(schema === undefined ? [] : [{ label: req.t('models.call.schema'), text: JSON.stringify(schema) }]),
      ...(numCtx === undefined ? [] : [{ label: 'num_ctx', text: String(numCtx) }]),
    ],
    answer: call.answer ?? '',
  };
}

/** A purpose that has no words in the catalogue yet is called as in the code. */
function purposeOf(req: Request, purpose: string): string {
  return req.t(`models.purpose.${purpose}`, { defaultValue: purpose });
}

function tokensOf(req: Request, { prompt_tokens, completion_tokens }: CallRow): string {
  if (prompt_tokens === null) return '';
  const { language } = currentUser(req);
  return req.t('models.call.tokens', {
    seen: formatNumber(prompt_tokens, language, 0),
    said: formatNumber(completion_tokens ?? 0, language, 0),
  });
}
