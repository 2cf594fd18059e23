/** Topic of the live channel on which a task of a model is followed by its owner. */
export function taskTopic(id: string): string {
  return `model-task:${id}`;
}
