/**
 * SHA-256 of the food table as this release derives it (`checksumOfFoods`). A start compares it with what was loaded, so
 * that only a changed table is loaded; a test says the new value when the seed or its rules change.
 */
export const FOOD_TABLE_CHECKSUM = '9a745c40fce1adca84d59ad78bba27174007d6646ec1094ea5643c9a7ccd6769';
