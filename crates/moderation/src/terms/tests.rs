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
        b4d
        fvck
        bltch
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
        skilled",
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
