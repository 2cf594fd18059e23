/** SQL that builds a recipe's JSON as the API answers it; `r` is the row of recipes. */
const IMAGE = `case when r.image_state is not null then json_build_object('state', r.image_state,
  'problem', r.image_problem, 'url', '/uploads/' || r.image_file, 'thumbnailUrl', '/uploads/' || r.image_thumbnail_file,
  'width', r.image_width, 'height', r.image_height) end`;

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

const SUMMARY = `'id', r.id, 'title', r.title, 'yieldsServings', r.yields_servings, 'totalMin', r.total_min,
  'tags', r.tags, 'mealTypes', r.meal_types, 'rating', r.rating, 'nutrition', r.nutrition, 'allergens', r.allergens,
  'diets', r.diets, 'image', ${IMAGE}, 'createdAt', to_char(r.created_at at time zone 'UTC', ${INSTANT}),
  'version', r.version`;

export const SUMMARY_JSON = `json_build_object(${SUMMARY})`;

export const RECIPE_JSON = `json_build_object(${SUMMARY}, 'description', r.description, 'sourceUrl', r.source_url,
  'sourceName', r.source_name, 'yieldText', r.yield_text, 'prepMin', r.prep_min, 'cookMin', r.cook_min,
  'cuisine', r.cuisine, 'course', r.course, 'notes', r.notes, 'language', r.language, 'source', r.source,
  'updatedAt', to_char(r.updated_at at time zone 'UTC', ${INSTANT}),
  'ingredients', coalesce((
    select json_agg(json_build_object('id', i.id, 'section', i.section, 'text', i.original_text, 'quantity', i.quantity,
             'quantityMax', i.quantity_max, 'unit', i.unit, 'foodName', i.food_name, 'note', i.note,
             'isOptional', i.is_optional, 'isNegligible', i.is_negligible, 'foodId', i.food_id, 'foodTitle', f.name, 'grams', i.grams) order by i.position)
      from recipe_ingredients i left join foods f on f.id = i.food_id where i.recipe_id = r.id), '[]'),
  'steps', coalesce((
    select json_agg(json_build_object('id', s.id, 'section', s.section, 'text', s.text, 'timerS', s.timer_s,
             'leadMin', s.lead_min) order by s.position)
      from recipe_steps s where s.recipe_id = r.id), '[]'))`;
