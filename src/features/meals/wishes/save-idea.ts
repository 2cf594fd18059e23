import { findTask, updateTaskResult } from '../../../ai/index.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { NotFoundError } from '../../../errors.ts';
import { applyOnce } from '../../../jobs/apply-once.ts';
import { saveRecipe } from '../recipes/recipes.ts';
import { proposeRecipesTask, type RecipeIdeas } from './propose-recipes.ts';

/** Makes a recipe of an idea; answers its id. Doing it twice is a double click, and makes one. */
export async function saveIdea(
  db: Db,
  scope: Scope,
  { taskId, index }: { taskId: string; index: number },
  now: Date,
): Promise<string> {
  await applyOnce(db, `recipe-idea ${taskId} ${index}`, now, async (trx) => {
    const ideas = await findIdeas(trx, scope, taskId);
    const idea = ideas.ideas[index];
    if (!idea) throw new NotFoundError('The idea');
    const { id } = await saveRecipe(trx, scope, { ...idea.draft, source: 'model' }, now);
    const changed = ideas.ideas.map((one, at) => (at === index ? { ...one, savedAs: id } : one));
    await updateTaskResult(trx, scope, taskId, { ...ideas, ideas: changed });
  });
  const saved = (await findIdeas(db, scope, taskId)).ideas[index]?.savedAs;
  if (saved == null) throw new NotFoundError('The idea');
  return saved;
}

async function findIdeas(db: Db, scope: Scope, taskId: string): Promise<RecipeIdeas> {
  const task = await findTask(db, scope, taskId);
  if (task?.kind !== proposeRecipesTask.kind || task.state !== 'done') throw new NotFoundError('These ideas');
  return task.result as RecipeIdeas;
}
