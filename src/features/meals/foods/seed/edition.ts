/**
 * SHA-256 of the food table as this release derives it (`checksumOfFoods`). A start compares it with what was loaded, so
 * that only a changed table is loaded; a test says the new value when the seed or its rules change.
 */
export const FOOD_TABLE_CHECKSUM = '66cb061f0133afd159cdd1945d66373a543297e796da2f7655ce3e9a52289795';
