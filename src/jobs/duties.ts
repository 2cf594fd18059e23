import type { ForgetPerson } from '../auth/account-deletion.ts';
import type { BinNoun } from './bin.ts';
import type { AnyJob } from './job.ts';
import type { RoomArchive } from './room-archive.ts';

/** What a room has done off the request. Apart from its pages, so that the jobs worker loads none of them. */
export interface Duties {
  /** What it wants done later, off the request, or at fixed times. */
  jobs: readonly AnyJob[] | ((archives: readonly RoomArchive[]) => readonly AnyJob[]);
  /** What it puts into a person's export, and takes out of one. */
  archive?: RoomArchive;
  /** What people can throw away: emptied for good after 30 days. */
  bin?: readonly BinNoun[];
  /** Removes what a person has outside the database, before their account is deleted. Must bear being run again. */
  forgetPerson?: ForgetPerson;
}
