/**
 * SHA-256 of the food table as this release derives it (`checksumOfFoods`). A start compares it with what was loaded, so
 * that only a changed table is loaded; a test says the new value when the seed or its rules change.
 */
export const FOOD_TABLE_CHECKSUM = '12464791f8232968a667607b662f46115cd089aa831cbddab28965bde867a923';
