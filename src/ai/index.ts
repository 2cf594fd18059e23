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
export { ModelError, modelProblemOf, type ModelProblem } from './model-error.ts';
export { asData, visibleText } from './visible-text.ts';
