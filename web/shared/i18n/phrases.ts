/** Ready phrases of a call, in the languages that visitors read: what an employee picks, and what the visitor gets. */
import { direction, isolated } from "./languages.ts";

export const PHRASES = [
  "greeting",
  "moment",
  "hear",
  "closer",
  "repeat",
  "type",
  "interpreter",
  "interpreter_coming",
  "writing",
  "complaint",
  "where",
  "danger",
  "share",
  "colleague",
  "more",
  "thanks",
] as const;

export type Phrase = (typeof PHRASES)[number];
type Phrases = Readonly<Record<Phrase, string>>;

const TEXTS: Readonly<Record<string, Phrases>> = {
  nl: {
    greeting: "Goedendag, u spreekt met de politie. Waarmee kan ik u helpen?",
    moment: "Een ogenblik alstublieft.",
    hear: "Kunt u mij zien en horen?",
    closer: "Kunt u dichter bij de microfoon komen?",
    repeat: "Kunt u dat herhalen?",
    type: "U kunt ook typen.",
    interpreter: "Hebt u een tolk nodig?",
    interpreter_coming: "Er komt een tolk bij. Dat kan even duren.",
    writing: "Ik schrijf op wat u zegt.",
    complaint: "Wilt u aangifte doen?",
    where: "Waar en wanneer is het gebeurd?",
    danger: "Bent u nu in gevaar?",
    share: "Ik laat u iets zien op het scherm.",
    colleague: "Ik verbind u door met een collega.",
    more: "Kan ik nog iets voor u doen?",
    thanks: "Dank u wel. Tot ziens.",
  },
  en: {
    greeting: "Hello, you are speaking with the police. How can I help you?",
    moment: "One moment, please.",
    hear: "Can you see and hear me?",
    closer: "Can you come closer to the microphone?",
    repeat: "Can you say that again?",
    type: "You can also type.",
    interpreter: "Do you need an interpreter?",
    interpreter_coming: "An interpreter is joining us. It may take a moment.",
    writing: "I am writing down what you say.",
    complaint: "Do you want to file a criminal complaint?",
    where: "Where and when did it happen?",
    danger: "Are you in danger now?",
    share: "I am showing you something on the screen.",
    colleague: "I am transferring you to a colleague.",
    more: "Is there anything else I can do for you?",
    thanks: "Thank you. Goodbye.",
  },
  de: {
    greeting: "Guten Tag, Sie sprechen mit der Polizei. Wie kann ich Ihnen helfen?",
    moment: "Einen Moment bitte.",
    hear: "Können Sie mich sehen und hören?",
    closer: "Können Sie näher ans Mikrofon kommen?",
    repeat: "Können Sie das bitte wiederholen?",
    type: "Sie können auch tippen.",
    interpreter: "Brauchen Sie einen Dolmetscher?",
    interpreter_coming: "Ein Dolmetscher kommt dazu. Das kann einen Moment dauern.",
    writing: "Ich schreibe auf, was Sie sagen.",
    complaint: "Möchten Sie Anzeige erstatten?",
    where: "Wo und wann ist es passiert?",
    danger: "Sind Sie jetzt in Gefahr?",
    share: "Ich zeige Ihnen etwas auf dem Bildschirm.",
    colleague: "Ich verbinde Sie mit einem Kollegen.",
    more: "Kann ich noch etwas für Sie tun?",
    thanks: "Vielen Dank. Auf Wiedersehen.",
  },
  fr: {
    greeting: "Bonjour, vous parlez avec la police. Comment puis-je vous aider ?",
    moment: "Un instant, s’il vous plaît.",
    hear: "Est-ce que vous me voyez et m’entendez ?",
    closer: "Pouvez-vous vous rapprocher du micro ?",
    repeat: "Pouvez-vous répéter ?",
    type: "Vous pouvez aussi écrire.",
    interpreter: "Avez-vous besoin d’un interprète ?",
    interpreter_coming: "Un interprète va nous rejoindre. Cela peut prendre un moment.",
    writing: "J’écris ce que vous dites.",
    complaint: "Voulez-vous porter plainte ?",
    where: "Où et quand cela s’est-il passé ?",
    danger: "Êtes-vous en danger maintenant ?",
    share: "Je vous montre quelque chose à l’écran.",
    colleague: "Je vous mets en relation avec un collègue.",
    more: "Puis-je faire autre chose pour vous ?",
    thanks: "Merci. Au revoir.",
  },
  es: {
    greeting: "Hola, está hablando con la policía. ¿En qué puedo ayudarle?",
    moment: "Un momento, por favor.",
    hear: "¿Puede verme y oírme?",
    closer: "¿Puede acercarse al micrófono?",
    repeat: "¿Puede repetirlo?",
    type: "También puede escribir.",
    interpreter: "¿Necesita un intérprete?",
    interpreter_coming: "Va a unirse un intérprete. Puede tardar un momento.",
    writing: "Estoy anotando lo que dice.",
    complaint: "¿Quiere presentar una denuncia?",
    where: "¿Dónde y cuándo ocurrió?",
    danger: "¿Está en peligro ahora?",
    share: "Le muestro algo en la pantalla.",
    colleague: "Le paso con un compañero.",
    more: "¿Puedo hacer algo más por usted?",
    thanks: "Gracias. Adiós.",
  },
  pl: {
    greeting: "Dzień dobry, rozmawia Pan/Pani z policją. W czym mogę pomóc?",
    moment: "Proszę chwilę poczekać.",
    hear: "Czy widzi mnie Pan/Pani i słyszy?",
    closer: "Czy może Pan/Pani podejść bliżej mikrofonu?",
    repeat: "Czy może Pan/Pani powtórzyć?",
    type: "Można też pisać.",
    interpreter: "Czy potrzebny jest tłumacz?",
    interpreter_coming: "Dołączy do nas tłumacz. To może chwilę potrwać.",
    writing: "Zapisuję to, co Pan/Pani mówi.",
    complaint: "Czy chce Pan/Pani złożyć zawiadomienie o przestępstwie?",
    where: "Gdzie i kiedy to się stało?",
    danger: "Czy grozi Panu/Pani teraz niebezpieczeństwo?",
    share: "Pokazuję coś na ekranie.",
    colleague: "Przekazuję rozmowę innej osobie z naszego zespołu.",
    more: "Czy mogę jeszcze w czymś pomóc?",
    thanks: "Dziękuję. Do widzenia.",
  },
  tr: {
    greeting: "İyi günler, polisle görüşüyorsunuz. Size nasıl yardımcı olabilirim?",
    moment: "Bir dakika lütfen.",
    hear: "Beni görüyor ve duyuyor musunuz?",
    closer: "Mikrofona yaklaşabilir misiniz?",
    repeat: "Tekrar eder misiniz?",
    type: "Yazabilirsiniz de.",
    interpreter: "Tercümana ihtiyacınız var mı?",
    interpreter_coming: "Görüşmeye bir tercüman katılacak. Biraz sürebilir.",
    writing: "Söylediklerinizi yazıyorum.",
    complaint: "Şikâyetçi olmak istiyor musunuz?",
    where: "Nerede ve ne zaman oldu?",
    danger: "Şu anda tehlikede misiniz?",
    share: "Size ekranda bir şey gösteriyorum.",
    colleague: "Sizi bir meslektaşıma bağlıyorum.",
    more: "Sizin için başka bir şey yapabilir miyim?",
    thanks: "Teşekkür ederim. İyi günler.",
  },
  uk: {
    greeting: "Добрий день, ви розмовляєте з поліцією. Чим я можу вам допомогти?",
    moment: "Зачекайте, будь ласка.",
    hear: "Ви мене бачите й чуєте?",
    closer: "Чи можете ви підійти ближче до мікрофона?",
    repeat: "Чи можете ви повторити?",
    type: "Ви також можете писати.",
    interpreter: "Вам потрібен перекладач?",
    interpreter_coming: "До нас приєднається перекладач. Це може зайняти трохи часу.",
    writing: "Я записую те, що ви кажете.",
    complaint: "Ви хочете подати заяву про злочин?",
    where: "Де й коли це сталося?",
    danger: "Вам зараз загрожує небезпека?",
    share: "Я показую вам дещо на екрані.",
    colleague: "Я з’єдную вас із колегою.",
    more: "Чи можу я ще чимось допомогти?",
    thanks: "Дякую. До побачення.",
  },
  ar: {
    greeting: "مرحبًا، أنت تتحدث مع الشرطة. كيف يمكنني مساعدتك؟",
    moment: "لحظة من فضلك.",
    hear: "هل تراني وتسمعني؟",
    closer: "هل يمكنك الاقتراب من الميكروفون؟",
    repeat: "هل يمكنك إعادة ما قلت؟",
    type: "يمكنك الكتابة أيضًا.",
    interpreter: "هل تحتاج إلى مترجم؟",
    interpreter_coming: "سينضم إلينا مترجم. قد يستغرق ذلك بعض الوقت.",
    writing: "أنا أكتب ما تقوله.",
    complaint: "هل تريد تقديم بلاغ رسمي عن جريمة؟",
    where: "أين ومتى حدث ذلك؟",
    danger: "هل أنت في خطر الآن؟",
    share: "أعرض لك شيئًا على الشاشة.",
    colleague: "سأحوّلك إلى أحد الزملاء.",
    more: "هل يمكنني مساعدتك في شيء آخر؟",
    thanks: "شكرًا لك. إلى اللقاء.",
  },
};

/** The languages there are phrases in. */
export const PHRASE_LANGUAGES: readonly string[] = Object.keys(TEXTS);

/** Return a phrase in `language`, or in English where there is none. */
export function phrase(key: Phrase, language: string): string {
  return (TEXTS[language] ?? TEXTS["en"])?.[key] ?? "";
}

/** Return what is written for a visitor who reads `language`: their words, and the employee's behind them. */
export function written(key: Phrase, language: string, own: string): string {
  const theirs = phrase(key, language);
  const mine = phrase(key, own);
  if (theirs === mine) return theirs;
  return `${theirs} (${direction(language) === "rtl" ? isolated(mine) : mine})`;
}

/** Return the phrases with all words of `query` in them, in the employee's language or the visitor's. */
export function matching(query: string, language: string, own: string): readonly Phrase[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return PHRASES.filter((key) => {
    const text = fold(`${phrase(key, own)} ${phrase(key, language)}`);
    return words.every((word) => text.includes(word));
  });
}

/** Small letters without accents, so that typing is forgiving. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
