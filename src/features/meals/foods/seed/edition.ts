/**
 * SHA-256 of the food table as this release derives it (`checksumOfFoods`). A start compares it with what was loaded, so
 * that only a changed table is loaded; a test says the new value when the seed or its rules change.
 */
export const FOOD_TABLE_CHECKSUM = 'bfff2c1dba0b95675215d37d864e813fcfbabdcc0e5cba55b7ca93a750ddec26';
