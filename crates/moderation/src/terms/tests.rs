use super::*;

fn terms(lines: &[&str]) -> Vec<Term> {
    lines
        .iter()
        .map(|line| Term::parse(line).unwrap().unwrap())
        .collect()
}

fn compile(lines: &[&str], allow: &[&str], normalise: Normalise) -> Terms {
    let (terms, allow) = (terms(lines), terms(allow));
    Terms::new(&[TermList {
        terms: &terms,
        allow: &allow,
        normalise,
    }])
    .unwrap()
}

/// The parts of a text that are hits, separated by `|`.
fn hits(terms: &Terms, text: &str) -> String {
    let mut found = Vec::new();
    terms.scan(text, &Views::of(text), &mut found);
    found
        .iter()
        .map(|hit| text.get(hit.span.clone()).unwrap())
        .collect::<Vec<_>>()
        .join("|")
}

/// Names evasions that were let pass and innocents that were not, of a table with one text a line.
fn judge(terms: &Terms, guilty: &str, innocent: &str) {
    let missed: Vec<_> = guilty
        .lines()
        .map(str::trim)
        .filter(|it| !it.is_empty() && hits(terms, it).is_empty())
        .collect();
    let alarmed: Vec<_> = innocent
        .lines()
        .map(str::trim)
        .filter(|it| !hits(terms, it).is_empty())
        .map(|it| format!("{it} [{}]", hits(terms, it)))
        .collect();
    assert_eq!((missed, alarmed), (vec![], vec![]));
}

fn rude() -> Terms {
    compile(
        &[
            "fuck",
            "shit",
            "ass",
            "bad",
            "bitch",
            "kill yourself",
            "crap",
            "god",
            "penis",
            "hell",
            "cunt",
            "whore",
            "slut",
            "tit",
            "kill",
        ],
        &[],
        Normalise::All,
    )
}

#[test]
fn digits_and_signs() {
    judge(
        &rude(),
        "you 5h1t
        $h!t
        sh!t happens
        a$$
        @ss
        b!tch please
        what a b1tch.
        fu(k
        f\u{75}|<k? no: fuc|<
        phuck
        ph\u{75}ck this
        c4r@p no, cr4p
        sh1t!!!
        ki11 you
        kiII you
        5hi7
        (5h1t)
        5h1t-5h1t
        b4d
        fvck
        shlt
        \\/\\/hore
        sh|t",
        "455 a55 A55 m3 455
        model A5S in stock
        550e8400-ba4d-41d4-b4d1-446655440000
        it costs $5 or $1.99
        7:15 at 5th ave
        b&b
        R2D2 and C3PO
        h2o co2
        win 50% off!
        plss help, plzz
        c++ and c#
        if (a!b) return; x = a|b",
    );
}

#[test]
fn spelled_and_cut() {
    judge(
        &rude(),
        "b a d
        you are b.a.d
        b-a-d
        b_a_d
        b\u{a0}a\u{a0}d
        f u c k you
        f  u  c  k
        f u c k u
        a s h i t
        f*u*c*k
        f.u.c.k.
        F.U.C.K
        s-h-i-t
        s/h/i/t
        s h 1 t
        sh it
        s hit
        fu ck
        bi tch
        ba d
        sh-it
        s.hit
        fu.ck
        f😀u😀c😀k
        [f][u][c][k]
        k i l l  y o u r s e l f
        k1ll y0urself
        b i t c h",
        "the pen is mightier than the sword
        a pen is here
        as shirt
        is hit
        is it hot
        push it
        he ll be there
        he'll be there
        she'll come
        we're who're
        J. R. R. Tolkien
        U.S.A. and A. S. Smith
        5 1 1 0
        a b c d e f g
        plan b and vitamin c
        the tv show
        options: a, s, s
        b o a r d
        this, hit that
        co-operate and re-enter
        m.a. and b.a. degrees
        bass class assess
        as\u{73}emble
        basement
        skilled
        tt it and an vs it",
    );
}

#[test]
fn stretched() {
    judge(
        &rude(),
        "baaad
        fuuuuck
        fuuck
        shiiit
        shittt
        shitt
        asss
        assssss
        bbaadd
        ffuck
        biiitch
        fuckk",
        "good
        as
        hel
        boo
        baas
        cool
        sheet
        heel",
    );
}

#[test]
fn masked() {
    judge(
        &rude(),
        "f*ck
        f**k
        sh*t
        b*d
        b*tch
        b***h
        f#ck
        f@ck
        fu**
        wh*re
        f?ck
        mother-f*ck
        c❤nt",
        "**bold** *as* _it_
        2*3 a*b*c
        x = a*s + b*d;
        *.rs and foo*
        f-16
        s*
        **so**
        f***
        a***
        t-shirt
        x-ray",
    );
}

#[test]
fn drawn_otherwise() {
    judge(
        &rude(),
        "sh\u{200b}it
        s\u{ad}h\u{ad}i\u{ad}t
        ｓｈｉｔ
        𝐬𝐡𝐢𝐭
        ⓢⓗⓘⓣ
        ѕһіт
        shіt
        ꜱʜɪᴛ
        s̷h̸i̵t̶
        shít
        ＦＵＣＫ
        🅵🆄🅲🅺
        🇫 🇺 🇨 🇰
        f\u{fe0f}uck
        FUCK
        ʇᴉɥs fuck
        ϝυϲκ you
        ϻ fucκ
        f u c к
        ѕ h 1 т",
        "он взял тит и кот
        ναι και
        schön grüßen
        日本語のテキスト
        👨‍👩‍👧‍👦 🇺🇸 🇸🇭🇮🇹 1️⃣
        مرحبا بالعالم",
    );
}

#[test]
fn a_star_stands_for_the_rest_of_a_word() {
    let terms = compile(&["zorp*", "*blarg", "*snert*", "kwim"], &[], Normalise::All);
    for (text, expected) in [
        ("zorp zorping, ZORPED!", "zorp|zorping|ZORPED"),
        ("unzorp blargs kwims", ""),
        ("megablarg blarg", "megablarg|blarg"),
        ("unsnertable snert", "unsnertable|snert"),
        ("z0rping megabl4rg uns.n.e.r.t", "z0rping|megabl4rg"),
        ("zzzorping z*rping", "zzzorping|z*rping"),
        ("kwim's kwim123 9kwim kwim_x", "kwim|kwim|kwim"),
    ] {
        assert_eq!(hits(&terms, text), expected, "{text}");
    }
}

#[test]
fn phrases_have_anything_between_their_words() {
    let terms = compile(
        &["buy my zorp", "\"send mon*\"", "rat-catcher"],
        &[],
        Normalise::All,
    );
    for (text, expected) in [
        ("please BUY  my\nzorp now", "BUY  my\nzorp"),
        ("buy... my-zorp", "buy... my-zorp"),
        ("buy my zorps", ""),
        ("buy it, my zorp", ""),
        ("send money", "send money"),
        ("a rat catcher, a ratcatcher", "rat catcher"),
        ("b.u.y m.y z0rp", "b.u.y m.y z0rp"),
    ] {
        assert_eq!(hits(&terms, text), expected, "{text}");
    }
}

#[test]
fn an_allowed_word_releases_what_it_covers() {
    let terms = compile(
        &["*zorp*"],
        &["Scunzorpe", "zorpl*", "the good zorp"],
        Normalise::All,
    );
    for (text, expected) in [
        ("Scunzorpe and SCUNZ0RPE", ""),
        ("Scunzorpes", "Scunzorpes"),
        ("zorpling zorpin", "zorpin"),
        ("the good zorp, the bad zorp", "zorp"),
    ] {
        assert_eq!(hits(&terms, text), expected, "{text}");
    }
    let (zorp, other) = (terms_of("zorp"), terms_of("zorp"));
    let lists = [
        TermList {
            terms: &zorp,
            allow: &other,
            normalise: Normalise::All,
        },
        TermList {
            terms: &other,
            allow: &[],
            normalise: Normalise::All,
        },
    ];
    let mut found = Vec::new();
    Terms::new(&lists)
        .unwrap()
        .scan("zorp", &Views::of("zorp"), &mut found);
    let expected = TermHit {
        list: 1,
        term: 0,
        span: 0..4,
        form: "zorp".to_owned(),
    };
    assert_eq!(found, [expected]);
}

fn terms_of(line: &str) -> Vec<Term> {
    terms(&[line])
}

#[test]
fn a_list_is_normalised_as_far_as_it_says() {
    let texts = "Zorp zorp ＺＯＲＰ zörp z0rp z.o.r.p z*rp";
    for (normalise, expected) in [
        (Normalise::None, "Zorp"),
        (Normalise::Case, "Zorp|zorp"),
        (Normalise::Unicode, "Zorp|zorp|ＺＯＲＰ|zörp"),
        (Normalise::All, "Zorp|zorp|ＺＯＲＰ|zörp|z0rp|z.o.r.p|z*rp"),
    ] {
        let terms = compile(&["Zorp"], &[], normalise);
        assert_eq!(hits(&terms, texts), expected, "{normalise:?}");
    }
}

#[test]
fn terms_of_any_script_are_found() {
    let terms = compile(
        &[
            "жуть",
            "сука",
            "バカ",
            "傻瓜",
            "바보",
            "नालायक",
            "🖕",
            "c++",
        ],
        &[],
        Normalise::All,
    );
    for (text, expected) in [
        ("Какая ЖУТЬ и жутьё", "ЖУТЬ"),
        ("cукa и сyка", "cукa|сyка"),
        ("ж у т ь, жжжуть", "ж у т ь|жжжуть"),
        ("このバカ バカンス", "バカ"),
        ("你是傻瓜吗", "傻瓜"),
        ("바보 바보다", "바보"),
        ("तुम नालायक हो", "नालायक"),
        ("ok 🖕🏽 c++ C++17", "🖕|c++|C++"),
    ] {
        assert_eq!(hits(&terms, text), expected, "{text}");
    }
}

#[test]
fn a_term_must_say_something() {
    for (line, error) in [
        ("a", TermError::TooShort),
        ("\u{200b}", TermError::TooShort),
        ("**", TermError::TooShort),
        ("x*", TermError::TooShort),
        ("é", TermError::TooShort),
        ("f*ck", TermError::Star),
        ("\"two words", TermError::Quote),
    ] {
        assert_eq!(Term::parse(line), Err(error), "{line:?}");
    }
    for line in ["", "  ", "# comment", "\u{feff}# comment"] {
        assert_eq!(Term::parse(line), Ok(None), "{line:?}");
    }
    let term = Term {
        text: "!".to_owned(),
        place: Place::Word,
    };
    let lists = [TermList {
        terms: &[term],
        allow: &[],
        normalise: Normalise::All,
    }];
    let error = Terms::new(&lists).unwrap_err();
    assert_eq!(error.to_string(), "a term needs at least two letters: `!`");
    assert_eq!((error.list, error.source), (0, TermError::TooShort));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(500))]

    /// However a term is written among other words, what is reported is what was written.
    #[test]
    fn a_disguise_is_found_where_it_stands(
        term in "[bdfghkmnprt][aeou][bdfgkmnpt][aeou][bdgmnp]",
        separator in "[-. _~*/]|\u{200b}|\u{ad}|\u{301}|",
        before in "(the |it is |)",
        after in "( you know|!|, ok|)",
    ) {
        let compiled = compile(&[&term], &[], Normalise::All);
        let letters: Vec<String> = term.chars().map(String::from).collect();
        let written = letters.join(&separator);
        let text = format!("{before}{written}{after}");
        proptest::prop_assert_eq!(hits(&compiled, &text), written);
    }

    /// Nothing that is scanned leads outside the text, and a literal hit reads as its term.
    #[test]
    fn hits_stand_in_the_text(text: String, term in "[a-z\u{430}-\u{44f}]{2,4}[*]?") {
        let Ok(Some(parsed)) = Term::parse(&term) else { return Ok(()) };
        let lists = [TermList { terms: &[parsed], allow: &[], normalise: Normalise::Unicode }];
        let compiled = Terms::new(&lists).unwrap();
        let text = format!("{text} {term} {text}");
        let mut found = Vec::new();
        compiled.scan(&text, &Views::of(&text), &mut found);
        for hit in &found {
            let part = text.get(hit.span.clone()).unwrap();
            proptest::prop_assert!(!part.is_empty());
        }
    }
}

#[test]
fn taken_apart_with_anything() {
    judge(
        &rude(),
        "you s;h i~t
        b|i=t,\u{a0}c h
        c u+n *t
        it's f-u,'c k
        what a p e-n i*s
        p.e-n_i~s and more
        a_s.s
        aaa+sss+ssss
        f.u.c.k.!
        c+u+n+7
        c*v*n*+
        w,h-0 r*e",
        "J. R.R. Tolkien, A.S. S. Holt
        WHERE s.h = i.t
        if s == h and i < t:
        a, s, s
        1) a 2) s 3) s
        s | h-index | i-t
        /a/s/s-class
        x=a; y=s; z=s
        I am as s.h is
        at 00:00 a, s and s",
    );
}

#[test]
fn cut_in_two() {
    judge(
        &rude(),
        "shi t
        whor e
        bit_ch
        yes/no/pe_nis
        yes/no/sl ut
        (bi tch)
        this is crap, cra p",
        "that s hit the wall
        he ll do it, who re you
        b it, be at, or gods
        s.hit = 1
        s[hit]
        is_hit and has_sit
        path/s/hit
        the letters c r a p p i e
        s h i t a k e",
    );
}

#[test]
fn greek_and_cyrillic_by_their_looks() {
    judge(
        &rude(),
        "bιτcΗ
        ρεηιs
        fυcκ
        wΗΟrε
        сυпt
        ѕһіт
        ЅһіҭТ
        ɓƗƭcɦ
        сraр",
        "ναι και όχι
        το πάσσο
        он не видел кот
        есть мать соль",
    );
}
