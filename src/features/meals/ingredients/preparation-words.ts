/** What was done to a food, in front of it ("finely chopped onion") or behind it ("garlic cloves peeled"). */
const DONE =
  'chopped|minced|diced|sliced|grated|shredded|crushed|cubed|julienned|crumbled|peeled|mashed|beaten|sifted|shelled|seeded|deseeded|deveined|toasted|squeezed|quartered|halved|thawed|defrosted|softened|shaved|torn|trimmed|cored|stemmed|drained|rinsed|washed|scrubbed|cleaned|hulled|zested|juiced|snipped|slivered|cracked|pounded|pressed|strained|separated|whisked|warmed|chilled|cooled|blanched|hard[ -]?boiled|soft[ -]?boiled|boiled|poached|cooked|uncooked|picked|pulled|flaked|bruised|smashed|pureed|puréed|deribbed|debearded|divided|heaped|packed|shucked|husked|spiralized|riced|scored|sieved';
/** Only behind the food: in front of it they are part of its name (ground beef, melted butter …). */
const DONE_BEHIND =
  'ground|melted|roasted|pitted|stoned|roughly|whole|optional|each|removed|cut|soaked|reserved';
const HOW =
  'finely|coarsely|roughly|thinly|thickly|freshly|lightly|very|loosely|firmly|well|gently|newly|quickly|fine|fresh-|cleanly|super|tightly|diagonally|lengthwise|crosswise|partially|completely';

/** "finely chopped and ", "peeled, seeded and ". */
export const LEADING_PREPARATION = new RegExp(
  String.raw`^(?:(?:(?:${HOW})[\s-]+)*(?:${DONE})(?:\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s*&\s*|\s+)|(?:(?:${HOW})\s+)+ground\s+(?=\p{L})|(?:cold|cool|some|few more)\s+(?!water|brew|milk|smoked|pressed))`,
  'iu',
);

/** From "peeled …" behind a name on; what stands directly in front of more food is part of that ("peeled tomatoes"). */
export const TRAILING_PREPARATION = new RegExp(
  String.raw`\s+(?:(?:${HOW})\s+)*(?:${DONE}|${DONE_BEHIND})(?:\s+(?:and|or|in|into|to|with|very|finely|lengthwise|crosswise|on|at|if|off|from|for|then|according|through|over|until|as|well|thin|thinly|small|fine|on|by|about|approx|room)\b.*|\s*\(.*)?$`,
  'iu',
);

/** Whether a part of a line behind a comma says what is done, not what is bought. */
export const IS_PREPARATION = new RegExp(
  String.raw`^(?:and\s+|or\s+|then\s+|but\s+)*(?:(?:${HOW})\s+)*(?:${DONE}|${DONE_BEHIND}|to\b|for\b|plus\b|at\b|about\b|more\b|as\b|if\b|with\b|in\b|use\b|until\b|from\b|such\b|preferably\b|depending\b|not\b|leaves only|stems?\b|stalks?\b|seeds?\b|skin)`,
  'iu',
);

/** Behind these words stands a remark. */
export const REMARK =
  /\s+(?:for (?:the |a |an |your |my |deep|shallow|garnish|serving|serve|frying|greasing|brushing|dusting|rolling|drizzling|sprinkling|topping|decorat|finish|coating|tempura|cooking|egg wash|dipping|grilled|taste|rubbing|marinating|kneading)|for$|to (?:taste|serve|garnish|finish|cover|coat|decorate|season|dust|grease|drizzle|sprinkle|top|thin|make|your|brush|fry|soften)|such as|as (?:needed|required|desired|necessary)|if (?:needed|desired|using|you|necessary)|plus (?:more|extra|a |some|\d|[½¼¾⅓⅔])|at room temp|cut in|preferably|or (?:to taste|as needed|more|less|so|other|another|your|any|\d|[½¼¾⅓⅔])|(?:of|in) your choice|nach (?:belieben|geschmack|bedarf)|zum |zur |pour |para |q\.? ?b\.?|per |au go[uû]t|al gusto|a piacere|efter smak|naar smaak|till servering|made with|on the bone|each about|(?:about|roughly|approx\.?|approximately|around) \d|\*+ |see (?:note|recipe|step|tip)|available)/i;

export const IS_OPTIONAL =
  /\boptional(?:ly)?\b|\bif (?:you )?(?:like|desired|using|wish|wanted)\b|\bnach belieben\b|\bfacultati[fv]|\bopcional|\bfacoltativ|\bvalfri|\boptioneel|\bnaar keuze\b/i;

/** Unit words that may stand behind their food: "2 garlic cloves", "1 fennel bulb". */
export const UNIT_BEHIND =
  /^(?<food>(?:.*\s)?(?:garlic|celery|lemongrass|lemon grass|fennel|rosemary|thyme|parsley|mint|dill|tarragon|sage|oregano|cilantro|coriander|basil|chive|bacon|pancetta|bread|toast|ham|rhubarb|corn|cauliflower|broccoli|lettuce|cabbage))\s+(?<unit>cloves?|bulbs?|stalks?|sticks?|ribs?|stems?|sprigs?|rashers?|slices?|heads?|ears?|bunch(?:es)?)$/iu;
