/** People write "EST" all year round and mean the clock on the wall there, so these are places, not fixed offsets. */
export const abbreviations: Record<string, string> = {
  'et est edt|Eastern Time': 'America/New_York',
  'ct cst cdt|Central Time': 'America/Chicago',
  'mt mst mdt|Mountain Time': 'America/Denver',
  'pt pst pdt|Pacific Time': 'America/Los_Angeles',
  'akst akdt|Alaska Time': 'America/Anchorage',
  'hst|Hawaii Time': 'Pacific/Honolulu',
  'wet west|Western European Time': 'Europe/Lisbon',
  'bst|British Time': 'Europe/London',
  'cet cest|Central European Time': 'Europe/Paris',
  'eet eest|Eastern European Time': 'Europe/Athens',
  'msk|Moscow Time': 'Europe/Moscow',
  'eat|East Africa Time': 'Africa/Nairobi',
  'wat|West Africa Time': 'Africa/Lagos',
  'cat|Central Africa Time': 'Africa/Maputo',
  'sast|South Africa Time': 'Africa/Johannesburg',
  'gst|Gulf Time': 'Asia/Dubai',
  'pkt|Pakistan Time': 'Asia/Karachi',
  'ist|India Time': 'Asia/Kolkata',
  'ict|Indochina Time': 'Asia/Bangkok',
  'wib|Western Indonesia Time': 'Asia/Jakarta',
  'sgt|Singapore Time': 'Asia/Singapore',
  'hkt|Hong Kong Time': 'Asia/Hong_Kong',
  'jst|Japan Time': 'Asia/Tokyo',
  'kst|Korea Time': 'Asia/Seoul',
  'awst|Western Australia Time': 'Australia/Perth',
  'acst acdt|Central Australia Time': 'Australia/Adelaide',
  'aest aedt|Eastern Australia Time': 'Australia/Sydney',
  'nzst nzdt|New Zealand Time': 'Pacific/Auckland',
  'brt|Brasília Time': 'America/Sao_Paulo',
  'art|Argentina Time': 'America/Argentina/Buenos_Aires',
}

/** Names in everyday use that the list of cities does not have, by the name it has. */
export const nicknames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    nyc: 'new york',
    'new york city': 'new york',
    la: 'los angeles',
    sf: 'san francisco',
    dc: 'washington dc',
    washington: 'washington dc',
    'washington d c': 'washington dc',
    uk: 'united kingdom',
    'great britain': 'united kingdom',
    britain: 'united kingdom',
    england: 'london, united kingdom',
    scotland: 'edinburgh',
    wales: 'cardiff',
    'northern ireland': 'belfast',
    usa: 'united states',
    america: 'united states',
    uae: 'united arab emirates',
    holland: 'netherlands',
    czechia: 'czech republic',
    korea: 'south korea',
    turkiye: 'turkey',
    bombay: 'mumbai',
    calcutta: 'kolkata',
    bangalore: 'bengaluru',
    madras: 'chennai',
    saigon: 'ho chi minh city',
    kiev: 'kyiv',
    peking: 'beijing',
    munchen: 'munich',
    koln: 'cologne',
    wien: 'vienna',
    roma: 'rome',
    lisboa: 'lisbon',
    moskva: 'moscow',
    'st petersburg': 'st petersburg, russia',
    'saint petersburg': 'st petersburg, russia',
    'silicon valley': 'san jose, california',
  }),
)

/** What cities are called in German, French, Spanish, Russian (also after “in”) and Japanese, where that is another name, by the name the list has. */
const namesElsewhere = {
  athens: 'athen athènes atenas афины афинах アテネ',
  bangkok: 'bangkok бангкок бангкоке バンコク',
  beijing: 'pékin pekín пекин пекине 北京',
  berlin: 'berlín берлин берлине ベルリン',
  brussels: 'brüssel bruxelles bruselas брюссель брюсселе ブリュッセル',
  cairo: 'kairo le_caire el_cairo каир каире カイロ',
  copenhagen: 'kopenhagen copenhague копенгаген копенгагене コペンハーゲン',
  delhi: 'дели デリー',
  dubai: 'dubaï дубай дубае ドバイ',
  geneva: 'genf genève ginebra женева женеве ジュネーブ',
  'hong kong': 'hongkong гонконг гонконге 香港',
  istanbul: 'estambul стамбул стамбуле イスタンブール',
  kyiv: 'kiew киев киеве キーウ',
  lisbon: 'lissabon lisbonne лиссабон лиссабоне リスボン',
  london: 'londres лондон лондоне ロンドン',
  'los angeles': 'лос-анджелес лос-анджелесе ロサンゼルス',
  madrid: 'мадрид мадриде マドリード',
  'mexico city': 'mexiko-stadt ciudad_de_méxico мехико メキシコシティ',
  milan: 'mailand milano милан милане ミラノ',
  moscow: 'moskau moscou moscú москва москве モスクワ',
  munich: 'münchen мюнхен мюнхене ミュンヘン',
  nairobi: 'найроби ナイロビ',
  'new york': 'nueva_york нью-йорк нью-йорке ニューヨーク',
  oslo: 'осло オスロ',
  paris: 'parís париж париже パリ',
  prague: 'prag praga прага праге プラハ',
  rome: 'rom roma рим риме ローマ',
  seoul: 'séoul seúl сеул сеуле ソウル',
  shanghai: 'шанхай шанхае 上海',
  singapore: 'singapur singapour сингапур сингапуре シンガポール',
  'st petersburg, russia': 'санкт-петербург санкт-петербурге サンクトペテルブルク',
  stockholm: 'estocolmo стокгольм стокгольме ストックホルム',
  sydney: 'sídney сидней сиднее シドニー',
  tokyo: 'tokio токио 東京',
  vienna: 'wien vienne viena вена вене ウィーン',
  warsaw: 'warschau varsovie varsovia варшава варшаве ワルシャワ',
  zurich: 'zürich цюрих цюрихе チューリッヒ',
}

export const foreignNames: [name: string, city: string][] = Object.entries(namesElsewhere).flatMap(([city, names]) =>
  names.split(' ').map((name): [string, string] => [name.replaceAll('_', ' '), city]),
)

/** The languages whose names of countries are understood; the platform has these. */
export const foreignLanguages = ['de', 'fr', 'es', 'ru', 'ja']

/** Two letters after a city in the United States or Canada are its state or province: "Portland, ME". */
export const states: ReadonlyMap<string, string> = new Map(
  (
    'al alabama|ak alaska|az arizona|ar arkansas|ca california|co colorado|ct connecticut|de delaware|fl florida|ga georgia|hi hawaii|id idaho|' +
    'il illinois|in indiana|ia iowa|ks kansas|ky kentucky|la louisiana|me maine|md maryland|ma massachusetts|mi michigan|mn minnesota|ms mississippi|' +
    'mo missouri|mt montana|ne nebraska|nv nevada|nh new hampshire|nj new jersey|nm new mexico|ny new york|nc north carolina|nd north dakota|oh ohio|' +
    'ok oklahoma|or oregon|pa pennsylvania|ri rhode island|sc south carolina|sd south dakota|tn tennessee|tx texas|ut utah|vt vermont|va virginia|' +
    'wa washington|wv west virginia|wi wisconsin|wy wyoming|dc district of columbia|' +
    'ab alberta|bc british columbia|mb manitoba|nb new brunswick|nl newfoundland and labrador|ns nova scotia|on ontario|pe prince edward island|qc quebec|sk saskatchewan'
  )
    .split('|')
    .map((line): [string, string] => [line.slice(0, 2), line.slice(3)]),
)
