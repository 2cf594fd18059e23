import type { LocalDate } from '../../lib/dates.ts';

/** Something in a calendar. Titles and descriptions are plain text. */
export interface CalendarEvent {
  /** The same for as long as it is the same thing. */
  uid: string;
  title: string;
  description: string;
  /** When it was last changed. */
  changedAt: Date;
  /** From an instant to an instant, or a whole day. */
  when: { start: Date; end: Date } | { day: LocalDate };
  /** Whether the calendar should ring when it begins. */
  rings: boolean;
}

/** How often a calendar app should come back. */
const REFRESH_S = 3600;

/** Events as an iCalendar document (RFC 5545), instants in UTC. The same events give the same text. */
export async function toIcs(name: string, events: readonly CalendarEvent[]): Promise<string> {
  // Loaded here: of the requests to a web worker hardly one in a thousand asks for a calendar.
  const { ICalAlarmType, ICalCalendar, ICalEventTransparency } = await import('ical-generator');
  const calendar = new ICalCalendar({ name, prodId: '//Primary Assistant//Calendar//EN', ttl: REFRESH_S });
  for (const { uid, title, description, changedAt, when, rings } of events) {
    const isDay = 'day' in when;
    const event = calendar.createEvent({
      id: `${uid}@primary-assistant`,
      summary: oneLine(title),
      description: description || null,
      stamp: changedAt,
      ...(isDay
        ? {
            start: new Date(`${when.day}T00:00:00Z`),
            allDay: true,
            transparency: ICalEventTransparency.TRANSPARENT,
          }
        : { start: when.start, end: when.end }),
    });
    if (rings) event.createAlarm({ type: ICalAlarmType.display, trigger: 0, description: oneLine(title) });
  }
  return `${calendar.toString()}\r\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
