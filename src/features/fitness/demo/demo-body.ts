import { addDays, instantOf, type LocalDate } from '../../../lib/dates.ts';
import { repeatableRandom } from './demo-training.ts';

export interface DemoValue {
  type: 'body-weight' | 'Waist' | 'Body fat';
  date: LocalDate;
  measuredAt: Date;
  value: number;
}

const KG = { start: 86.4, end: 80.2, holiday: 1.1 };

/** A year of mornings on the scales, waist every second week and body fat every month; oldest first. */
export function demoValues(today: LocalDate, zone: string): DemoValue[] {
  const random = repeatableRandom(77);
  const values: DemoValue[] = [];
  for (let day = 364; day >= 1; day--) {
    const date = addDays(today, -day);
    const gone = (364 - day) / 364;
    const at = (time: string) => instantOf(date, time, zone);
    const isAway = Math.abs(gone - 0.65) < 0.02;
    if (random() < 0.8 && !isAway) {
      const water = (random() - 0.5) * 1.2;
      const holiday = gone > 0.65 && gone < 0.75 ? KG.holiday * (0.75 - gone) * 10 : 0;
      const value = Math.round((KG.start - (KG.start - KG.end) * gone + water + holiday) * 10) / 10;
      values.push({ type: 'body-weight', date, measuredAt: at('06:45'), value });
    }
    if (day % 14 === 0) {
      values.push({
        type: 'Waist',
        date,
        measuredAt: at('06:50'),
        value: Math.round((94 - gone * 7 + random()) * 2) / 2,
      });
    }
    if (day % 30 === 0) {
      const value = Math.round((22 - gone * 5 + random() * 0.8) * 10) / 10;
      values.push({ type: 'Body fat', date, measuredAt: at('06:52'), value });
    }
  }
  return values;
}
