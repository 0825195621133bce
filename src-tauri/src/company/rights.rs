//! The writers of a file or folder on Windows, read from its rights in Microsoft's security descriptor language (SDDL).
//!
//! Administrators alone write a thing where its owner is the system or an administrator, and no entry lets anybody else
//! write, add, delete, or change its rights. A text that is not understood as a whole proves nothing. Entries that
//! refuse something are passed over: they only take away.

use airtill_app::ports::Writers;

/// The rights that change a thing, in the bits of an access mask: to write and append, attributes, to delete it or what it
/// holds, its rights and its owner; and those that stand for several of these.
const WRITING: u32 =
    0x2 | 0x4 | 0x10 | 0x40 | 0x100 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x0200_0000 | 0x1000_0000 | 0x4000_0000;

/// The system, the administrators, and the installer of Windows, each by its short name and its number.
const ADMINISTRATORS: [&str; 5] =
    ["SY", "S-1-5-18", "BA", "S-1-5-32-544", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"];
/// The creator of a thing, of whom an entry speaks that things inside inherit. An administrator creates them here.
const CREATORS: [&str; 4] = ["CO", "S-1-3-0", "CG", "S-1-3-1"];
/// The owner of the thing, of any name.
const OWNER: [&str; 2] = ["OW", "S-1-3-4"];

/// The rights that have a name of two letters.
const NAMED: [(&str, u32); 26] = [
    ("CC", 0x1),
    ("DC", 0x2),
    ("LC", 0x4),
    ("SW", 0x8),
    ("RP", 0x10),
    ("WP", 0x20),
    ("DT", 0x40),
    ("LO", 0x80),
    ("CR", 0x100),
    ("SD", 0x1_0000),
    ("RC", 0x2_0000),
    ("WD", 0x4_0000),
    ("WO", 0x8_0000),
    ("GA", 0x1000_0000),
    ("GX", 0x2000_0000),
    ("GW", 0x4000_0000),
    ("GR", 0x8000_0000),
    ("FA", 0x1F_01FF),
    ("FR", 0x12_0089),
    ("FW", 0x12_0116),
    ("FX", 0x12_00A0),
    ("KA", 0xF_003F),
    ("KR", 0x2_0019),
    ("KW", 0x2_0006),
    ("KX", 0x2_0019),
    ("AS", 0x0100_0000),
];

/// The people who can write the thing of these rights; unknown where anything of them is not understood.
pub fn writers(sddl: &str) -> Writers {
    match is_guarded(sddl.trim()) {
        Some(true) => Writers::AdministratorsAlone,
        Some(false) => Writers::Others,
        None => Writers::Unknown,
    }
}

/// Whether administrators alone can write it; `None` where something is not understood.
fn is_guarded(sddl: &str) -> Option<bool> {
    let (owner, rest) = until(sddl.strip_prefix("O:")?, &["G:", "D:"])?;
    if owner.is_empty() {
        return None;
    }
    // The group owns nothing on Windows.
    let rights = match rest.strip_prefix("G:") {
        Some(group) => until(group, &["D:"])?.1,
        None => rest,
    };
    // No list at all refuses nobody anything.
    if rights.starts_with("D:NO_ACCESS_CONTROL") {
        return Some(false);
    }
    let (flags, mut entries) = until(rights.strip_prefix("D:")?, &["("])?;
    if !flags.bytes().all(|byte| b"PARI".contains(&byte)) {
        return None;
    }
    let mut guarded = ADMINISTRATORS.contains(&owner);
    while let Some(rest) = entries.strip_prefix('(') {
        let (entry, after) = rest.split_once(')')?;
        guarded &= takes_nothing(entry)?;
        entries = after;
    }
    // After the rights comes at most what is noted of their use, or a label.
    (entries.is_empty() || entries.starts_with("S:")).then_some(guarded)
}

/// The text before the first of these marks, and the text from it on.
fn until<'a>(text: &'a str, marks: &[&str]) -> Option<(&'a str, &'a str)> {
    marks.iter().filter_map(|mark| text.find(mark)).min().map(|at| text.split_at(at))
}

/// Whether an entry lets nobody else write: `type;flags;rights;object;inherited object;who`.
fn takes_nothing(entry: &str) -> Option<bool> {
    let [kind, flags, rights, _, _, who] = entry.split(';').collect::<Vec<_>>().try_into().ok()?;
    match kind {
        "D" | "OD" | "XD" => return Some(true),
        "A" | "OA" => {}
        _ => return None,
    }
    let is_inherited_only = flags.as_bytes().chunks(2).any(|flag| flag == b"IO");
    let may = mask(rights)? & WRITING == 0
        || ADMINISTRATORS.contains(&who)
        || OWNER.contains(&who)
        || (is_inherited_only && CREATORS.contains(&who));
    Some(may)
}

/// The bits of rights, written as a number or as names in a row.
fn mask(rights: &str) -> Option<u32> {
    if let Some(digits) = rights.strip_prefix("0x") {
        return u32::from_str_radix(digits, 16).ok();
    }
    let mut mask = 0;
    let mut rest = rights;
    while !rest.is_empty() {
        let (name, after) = rest.split_at_checked(2)?;
        mask |= NAMED.iter().find(|(known, _)| *known == name)?.1;
        rest = after;
    }
    Some(mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rights that the installer gives: the system and administrators do all, everybody reads.
    const GUARDED: &str = "O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)";

    #[test]
    fn p02_rights_of_administrators_alone_are_guarded() {
        let installer = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
        for sddl in [
            GUARDED.to_owned(),
            format!("{GUARDED}\r\n"),
            GUARDED.replace("G:SYD:PAI", "G:BAD:P"),
            GUARDED.replace("O:BA", "O:SY"),
            GUARDED.replace("O:BA", "O:S-1-5-32-544"),
            GUARDED.replace("O:BA", &format!("O:{installer}")),
            GUARDED.replace("G:SY", ""),
            GUARDED.replace("G:SY", "G:S-1-5-21-1-2-3-513"),
            GUARDED.replace("(A;OICI;FA;;;SY)", &format!("(A;;FA;;;{installer})")),
            GUARDED.replace("0x1200a9", "FRFX"),
            GUARDED.replace("0x1200a9", "GRGX"),
            GUARDED.replace("D:PAI", "D:"),
            format!("{GUARDED}(A;OICIIO;GA;;;CO)"),
            format!("{GUARDED}(A;OICIIOID;FA;;;S-1-3-0)"),
            format!("{GUARDED}(A;;FA;;;OW)"),
            format!("{GUARDED}(D;;FA;;;BU)(OD;;GA;;;WD)"),
            format!("{GUARDED}S:AI(AU;OICISAFA;FA;;;WD)"),
            "O:BAG:SYD:P(A;;FA;;;SY)".to_owned(),
        ] {
            assert_eq!(writers(&sddl), Writers::AdministratorsAlone, "{sddl}");
        }
    }

    #[test]
    fn p02_an_owner_who_is_no_administrator_guards_nothing() {
        for owner in ["BU", "AU", "WD", "DA", "LA", "S-1-5-21-1-2-3-1001", "S-1-5-32-545", "CO", "OW"] {
            let sddl = GUARDED.replacen("BA", owner, 1);
            assert_eq!(writers(&sddl), Writers::Others, "{sddl}");
        }
    }

    #[test]
    fn p02_an_entry_that_lets_others_write_guards_nothing() {
        for rights in [
            "FA",
            "FW",
            "GA",
            "GW",
            "WD",
            "WO",
            "SD",
            "DC",
            "LC",
            "RP",
            "DT",
            "CR",
            "FRSD",
            "0x2",
            "0x4",
            "0x40",
            "0x10000",
            "0x40000",
            "0x80000",
            "0x10000000",
            "0x40000000",
            "0x2000000",
            "0x1301bf",
            "0x1f01ff",
        ] {
            for who in ["BU", "WD", "AU", "IU", "S-1-1-0", "S-1-5-21-1-2-3-1001", "CO", "AN", "DU"] {
                for kind in ["A", "OA"] {
                    let sddl = format!("{GUARDED}({kind};OICIID;{rights};;;{who})");
                    assert_eq!(writers(&sddl), Writers::Others, "{sddl}");
                }
            }
        }
        // The rights of a folder that anybody makes below ProgramData: people add files and folders to it.
        let made = "O:BAG:S-1-5-21-1-2-3-513D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)\
                    (A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)";
        assert_eq!(writers(made), Writers::Others);
        let without = made.replace("(A;CIID;DCLCRPCR;;;BU)", "");
        assert_eq!(writers(&without), Writers::AdministratorsAlone, "that entry alone");
        let inside = format!("{GUARDED}(A;OICIIO;GA;;;BU)");
        assert_eq!(writers(&inside), Writers::Others, "for the things that are put in there");
        assert_eq!(writers("O:BAG:SYD:NO_ACCESS_CONTROL"), Writers::Others, "nobody is refused anything");
    }

    #[test]
    fn p02_rights_that_are_not_understood_tell_nothing() {
        for sddl in [
            "".to_owned(),
            "O:BA".to_owned(),
            "O:BAG:SY".to_owned(),
            "O:BAG:SYD:P".to_owned(),
            GUARDED.replace("O:", "X:"),
            GUARDED.replace("O:BA", ""),
            GUARDED.replace("O:BA", "O:"),
            GUARDED.replace("FA", "fa"),
            GUARDED.replace("FA", "F"),
            GUARDED.replace("FA", "0xg"),
            GUARDED.replace("FA", "0x1ffffffff"),
            GUARDED.replace("(A;OICI;FA;;;SY)", "(A;OICI;FA;;SY)"),
            GUARDED.replace("(A;OICI;FA;;;SY)", "(ZA;OICI;FA;;;SY)"),
            GUARDED.replace("(A;OICI;FA;;;SY)", "(XA;;FR;;;WD;(@User.x == 1))"),
            format!("{GUARDED}(A;;FR;;;BU"),
            format!("{GUARDED}more"),
            format!("D:{GUARDED}"),
            "(A;;FA;;;é)".to_owned(),
            "O:BAG:SYD:(A;;é;;;BU)".to_owned(),
            "x".repeat(1 << 20),
        ] {
            assert_eq!(writers(&sddl), Writers::Unknown, "{sddl:.80}");
        }
    }
}
