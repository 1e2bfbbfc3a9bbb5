// The words of the page: names of kinds and classes, numbers, times.

export const ACTS = {
  say: "قول", state: "تصريح", add: "إضافة", assert: "تأكيد", announce: "إعلان", reveal: "كشف", explain: "توضيح",
  point: "إشارة", report: "نقل", comment: "تعليق", answer: "رد", ask: "سؤال", demand: "مطالبة", order: "أمر",
  advise: "نصح", warn: "تحذير", threaten: "تهديد", accuse: "اتهام", deny: "نفي", admit: "إقرار", claim: "زعم",
  promise: "تعهد", expect: "توقع", hope: "أمل", think: "رأي", express: "تعبير", show: "إظهار", shout: "هتاف",
  write: "كتابة",
};
export const KINDS = { direct: "نقل حرفي", mixed: "حرفي وبالمعنى", indirect: "نقل بالمعنى" };
export const TYPES = { PER: "شخص", LOC: "مكان", ORG: "منظمة", MISC: "اسم" };
export const RESOLVED = { name: "بالاسم", alias: "باسم مختصر", pronoun: "بالضمير", nominal: "بالصفة" };
export const PARAMETER = { PER: "person", LOC: "place", ORG: "organisation" };
export const UNKNOWN = "متحدث غير معروف";

// Latin digits, as most Arabic outlets print them
const LOCALE = "ar-u-nu-latn";
const rules = new Intl.PluralRules("ar");
const numbers = new Intl.NumberFormat(LOCALE);
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
const moment = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long" });

export const number = (value) => numbers.format(value);

const FORMS = {
  quote: { zero: "لا أقوال", one: "قول واحد", two: "قولان", few: "# أقوال", many: "# قولًا", other: "# قول" },
  newQuote: { zero: "لا جديد", one: "قول جديد", two: "قولان جديدان", few: "# أقوال جديدة", many: "# قولًا جديدًا", other: "# قول جديد" },
  furtherQuote: { zero: "", one: "قول آخر في المقال", two: "قولان آخران في المقال", few: "# أقوال أخرى في المقال", many: "# قولًا آخر في المقال", other: "# قول آخر في المقال" },
  article: { zero: "لا مقالات", one: "مقال واحد", two: "مقالان", few: "# مقالات", many: "# مقالًا", other: "# مقال" },
  mention: { zero: "لم يُذكر", one: "ذُكر مرة", two: "ذُكر مرتين", few: "ذُكر # مرات", many: "ذُكر # مرة", other: "ذُكر # مرة" },
};
/** A count with its noun in the right form: counted("quote", 3) is «3 أقوال». */
export const counted = (noun, count) => FORMS[noun][rules.select(count)].replace("#", number(count));

/** How long ago a time in milliseconds is. */
export function ago(time) {
  const seconds = Math.round((time - Date.now()) / 1000);
  if (seconds > -45) return "الآن";
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86400), "day");
}

/** Date and time of an RFC 3339 text, in the reader's time zone; "" if it is none. */
export function when(published) {
  const time = new Date(published ?? NaN);
  return Number.isNaN(time.getTime()) ? "" : moment.format(time);
}
export const onDay = (text) => {
  const time = new Date(`${text}T12:00:00`);
  return Number.isNaN(time.getTime()) ? text : day.format(time);
};
export const percent = (chance) => `${number(Math.round(chance * 100))}٪`;
