export { canAsk } from './can-ask.ts';
export { createModels, type ModelsSettings } from './models.ts';
export type {
  Answer,
  ChatRequest,
  Message,
  ModelImage,
  Models,
  ModelSkill,
  ModelTarget,
  ModelTool,
  StructuredRequest,
} from './port.ts';
export { modelImageOf } from './model-image.ts';
export { modelTool } from './model-tool.ts';
export { ModelError, modelProblemOf, type ModelProblem } from './model-error.ts';
export { createModelStatus, type ModelStatus } from './server-status.ts';
export { taskTopic } from './task-topic.ts';
export { defineModelTask, type ModelTask, type TaskDeps, type TaskEnd } from './tasks.ts';
export { cancelTask, findNewestTask, findTask, updateTaskResult, type TaskRow } from './task-queries.ts';
export { asData, visibleText } from './visible-text.ts';
