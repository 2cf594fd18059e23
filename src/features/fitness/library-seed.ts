import { execute, type Db } from '../../db/index.ts';
import aliases from './seed/aliases.json' with { type: 'json' };
import cardio from './seed/cardio.json' with { type: 'json' };
import { libraryId } from './library-id.ts';
import exercises from './seed/exercises.json' with { type: 'json' };

interface SeedExercise {
  id: string;
  name: string;
  category: string;
  equipment: string | null;
  force: string | null;
  level: string | null;
  mechanic: string | null;
  primary: string[];
  secondary: string[];
}

/** Movements that are measured by how long they are held, though the seed lists them as strength. */
const HOLDS = /plank|wall sit|l-sit|dead hang|isometric|hollow hold/i;

/**
 * Writes the exercise library (873 exercises and common cardio) in one statement; new releases update it in place.
 * Ids follow from the slug, so that they are the same in every installation and exports stay meaningful.
 */
export async function seedExerciseLibrary(db: Db): Promise<void> {
  const known: Record<string, string[]> = aliases;
  const rows = [...(exercises as SeedExercise[]), ...(cardio as SeedExercise[])].map((exercise) => ({
    id: libraryId(exercise.id),
    slug: exercise.id,
    name: exercise.name,
    kind: kindOf(exercise),
    category: exercise.category,
    equipment: exercise.equipment,
    force: exercise.force,
    level: exercise.level,
    mechanic: exercise.mechanic,
    primary_muscles: exercise.primary,
    secondary_muscles: exercise.secondary,
    aliases: known[exercise.id] ?? [],
    is_bodyweight: exercise.equipment === 'body only',
  }));
  await execute(
    db,
    `insert into exercises (id, slug, name, kind, category, equipment, force, level, mechanic, primary_muscles,
                            secondary_muscles, aliases, is_bodyweight)
     select id, slug, name, kind, category, equipment, force, level, mechanic, primary_muscles, secondary_muscles,
            aliases, is_bodyweight
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, slug text, name text, kind text, category text,
            equipment text, force text, level text, mechanic text, primary_muscles text[], secondary_muscles text[],
            aliases text[], is_bodyweight boolean)
     on conflict (slug) do update set
       (name, kind, category, equipment, force, level, mechanic, primary_muscles, secondary_muscles, aliases, is_bodyweight) =
       (excluded.name, excluded.kind, excluded.category, excluded.equipment, excluded.force, excluded.level,
        excluded.mechanic, excluded.primary_muscles, excluded.secondary_muscles, excluded.aliases, excluded.is_bodyweight)
     where (exercises.name, exercises.kind, exercises.category, exercises.aliases, exercises.primary_muscles, exercises.secondary_muscles)
       is distinct from (excluded.name, excluded.kind, excluded.category, excluded.aliases, excluded.primary_muscles, excluded.secondary_muscles)`,
    { rows: JSON.stringify(rows) },
  );
}

function kindOf(exercise: SeedExercise): 'strength' | 'cardio' | 'hold' {
  if (exercise.category === 'cardio') return 'cardio';
  return exercise.category === 'stretching' || HOLDS.test(exercise.name) ? 'hold' : 'strength';
}
