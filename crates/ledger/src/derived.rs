//! The derived tables: two rows a sale, the parts of numbers, one row a day, one row a float's newest balance, one row a
//! notice that nobody has looked at.
//!
//! They hold nothing that the entries do not say. Every row is written in the transaction of the entry that changes it,
//! and [`Ledger::rebuild`] makes them anew from the entries; that the two agree is a property test and part of a
//! verification. The columns by which a sale is looked up stand in a narrow row; the whole of it as JSON stands apart.
//! The file holds the version of the derived tables, and opening makes all of them anew where that is not
//! [`DERIVED_VERSION`].

use std::borrow::Cow;

use airtill_domain::{ConnectionId, Currency, FloatKey, Money, Order, Price, SaleId, TillId, Timestamp};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Row, ToSql, Transaction, TransactionBehavior, params_from_iter};

use crate::entry::{Fact, NewEntry, Seq};
use crate::error::{Damage, LedgerError};
use crate::handle::Ledger;
use crate::number_parts;
use crate::row::{EntryRow, head};
use crate::sale::Sale;
use crate::sale_names;
use crate::schema::{self, DERIVED_VERSION, OUTDATED, SchemaItem};
use crate::text_folding::folded;

/// The columns by which a sale is looked up, in the order of [`lookup_columns`].
pub(crate) const SALE_COLUMNS: &str = "first_seq, id, connection, kind, subject, product, price_minor, currency, state, open, asked_at, sold_by, reference";

/// How many these are.
pub(crate) const SALE_WIDTH: usize = 13;

/// The sales with their bodies.
pub(crate) const SALE_AND_BODY: &str = "sale JOIN sale_body USING (first_seq)";

/// The condition for the sale of an id: its first entry is its first intent.
pub(crate) const BY_ID: &str =
    "first_seq = (SELECT seq FROM entry WHERE sale = ?1 AND kind = 'intended' AND attempt = 1) AND id = ?1";

/// The condition for the sales in doubt or opened again, for the index of the open ones.
pub(crate) const IN_DOUBT: &str = "open = 1 AND state IN ('in_doubt', 'reopened')";

/// The length of a day, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// The day of a time, counted in UTC from 1970 on.
pub(crate) fn day_of(time: Timestamp) -> i64 {
    time.0.div_euclid(DAY)
}

/// The beginning of the day that a time belongs to: midnight of UTC.
pub fn day_began(time: Timestamp) -> Timestamp {
    Timestamp(time.0 - time.0.rem_euclid(DAY))
}

/// The subject of an order, as guards and searches compare it.
pub(crate) fn subject_of(order: &Order) -> Cow<'_, str> {
    folded(order.subject())
}

/// A column by which a sale is looked up.
pub(crate) enum Lookup<'a> {
    /// The sale has none.
    Nothing,
    Number(i64),
    Text(Cow<'a, str>),
}

impl Lookup<'_> {
    /// The value as it is stored.
    pub(crate) fn value(&self) -> ValueRef<'_> {
        match self {
            Lookup::Nothing => ValueRef::Null,
            Lookup::Number(number) => ValueRef::Integer(*number),
            Lookup::Text(text) => ValueRef::Text(text.as_bytes()),
        }
    }
}

impl ToSql for Lookup<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.value()))
    }
}

/// The columns by which a sale is looked up, in the order of [`SALE_COLUMNS`].
pub(crate) fn lookup_columns(sale: &Sale) -> [Lookup<'_>; SALE_WIDTH] {
    use Lookup::{Nothing, Number, Text};
    let price = sale.order.price();
    let open = sale.is_money_unknown() || !sale.is_finished() || sale.may_still_move_its_float();
    [
        Number(sale.first.0),
        Text(sale.id.to_string().into()),
        Text(sale.connection().as_str().into()),
        Text(sale.order.kind().word().into()),
        Text(subject_of(&sale.order)),
        sale.order.product().map_or(Nothing, |product| Text((&*product.id).into())),
        price.and_then(Price::to_money).map_or(Nothing, |price| Number(price.minor)),
        price.map_or(Nothing, |price| Text(price.currency().code().into())),
        Text(sale.state.word().into()),
        Number(i64::from(open)),
        Number(sale.asked_at.0),
        Text(folded(&sale.sold_by)),
        sale.reference.as_deref().map_or(Nothing, |reference| Text(folded(reference))),
    ]
}

/// Reads `first_seq, body`.
pub(crate) fn sale_of(row: &Row<'_>) -> Result<Sale, LedgerError> {
    let seq = Seq(row.get(0)?);
    let body: String = row.get(1).map_err(|_| LedgerError::broken(seq, Damage::Derived))?;
    serde_json::from_str(&body).map_err(|_| LedgerError::broken(seq, Damage::Derived))
}

/// The sale of that name.
pub(crate) fn sale(connection: &Connection, id: SaleId) -> Result<Option<Sale>, LedgerError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT first_seq, body FROM {SALE_AND_BODY} WHERE {BY_ID}"))?;
    let mut rows = statement.query([id.to_string()])?;
    rows.next()?.map(sale_of).transpose()
}

/// The sales that fit `condition`, newest first.
pub(crate) fn sales(connection: &Connection, condition: &str, params: impl Params) -> Result<Vec<Sale>, LedgerError> {
    // The condition stands apart from the order, for which SQLite would walk along all sales.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT first_seq, body FROM sale_body WHERE first_seq IN (SELECT first_seq FROM sale WHERE {condition})
         ORDER BY first_seq DESC"
    ))?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(sale_of(row)?);
    }
    Ok(found)
}

/// The sale that `fact` names, as it stands.
pub(crate) fn named(connection: &Connection, fact: &Fact) -> Result<Option<Sale>, LedgerError> {
    Ok(fact.sale().map(|id| sale(connection, id)).transpose()?.flatten())
}

/// Derives what `entry` says on top of what was derived before it, `before` being the sale that it names; that sale as
/// it then stands.
pub(crate) fn derive(
    tx: &Transaction<'_>,
    seq: Seq,
    till: TillId,
    entry: &NewEntry,
    before: Option<Sale>,
) -> Result<Option<Sale>, LedgerError> {
    let is_new = before.is_none();
    let after = Sale::after(before, seq, till, entry)?;
    if let Some(after) = &after {
        if is_new {
            number_parts::insert(tx, &subject_of(&after.order))?;
            if let Some(price) = after.order.price() {
                tx.prepare_cached("INSERT OR IGNORE INTO sale_currency (currency) VALUES (?1)")?
                    .execute([price.currency().code()])?;
            }
            let mut day = tx.prepare_cached(
                "INSERT INTO sale_day (day, first, last) VALUES (?1, ?2, ?2) ON CONFLICT (day) DO UPDATE
                 SET last = excluded.last",
            )?;
            day.execute((day_of(after.asked_at), seq.0))?;
        }
        sale_names::insert(tx, after)?;
        write_sale(tx, after)?;
    }
    if let Some(balance) = entry.fact.balance()
        && let Some(of) = of_float(entry.connection.as_ref(), entry.float.as_ref())
    {
        let mut statement = tx.prepare_cached(
            "INSERT INTO float_seen (of, seq, at_ms, minor, currency) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (of) DO UPDATE
             SET seq = excluded.seq, at_ms = excluded.at_ms, minor = excluded.minor, currency = excluded.currency",
        )?;
        statement.execute((of, seq.0, entry.at.0, balance.minor, balance.currency.code()))?;
    }
    if let Some(float) = entry.float.as_ref().filter(|_| entry.fact.is_notice()) {
        tx.prepare_cached("INSERT INTO unseen (seq, float) VALUES (?1, ?2)")?.execute((seq.0, float.as_str()))?;
    }
    if let Fact::Seen { notices, .. } = &entry.fact {
        let mut seen = tx.prepare_cached("DELETE FROM unseen WHERE seq = ?1")?;
        for notice in notices {
            seen.execute([notice.0])?;
        }
    }
    Ok(after)
}

fn write_sale(tx: &Transaction<'_>, sale: &Sale) -> Result<(), LedgerError> {
    let mut statement = tx.prepare_cached(&format!(
        "INSERT INTO sale ({SALE_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (first_seq) DO UPDATE
         SET state = excluded.state, open = excluded.open, reference = excluded.reference"
    ))?;
    statement.execute(params_from_iter(lookup_columns(sale)))?;
    let body = serde_json::to_string(sale).expect("a sale has string keys only");
    let mut statement = tx.prepare_cached(
        "INSERT INTO sale_body (first_seq, body) VALUES (?1, ?2)
         ON CONFLICT (first_seq) DO UPDATE SET body = excluded.body",
    )?;
    statement.execute((sale.first.0, body))?;
    Ok(())
}

/// The key under which a balance is stored: its float, or the connection where the account is not known. No id of a
/// connection is a key of a float, which has a bar in it.
pub(crate) fn of_float<'a>(connection: Option<&'a ConnectionId>, float: Option<&'a FloatKey>) -> Option<&'a str> {
    float.map(FloatKey::as_str).or(connection.map(ConnectionId::as_str))
}

/// The newest balance that is stored under `of`, with the entry that recorded it.
pub(crate) fn float_seen(connection: &Connection, of: &str) -> Result<Option<(Seq, Timestamp, Money)>, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT seq, at_ms, minor, currency FROM float_seen WHERE of = ?1")?;
    let row = statement
        .query_row([of], |row| {
            Ok((Seq(row.get(0)?), Timestamp(row.get(1)?), row.get::<_, i64>(2)?, row.get::<_, String>(3)?))
        })
        .optional()?;
    let Some((seq, at, minor, code)) = row else { return Ok(None) };
    let currency = Currency::from_code(&code).ok_or(LedgerError::broken(seq, Damage::Derived))?;
    Ok(Some((seq, at, Money::from_minor(minor, currency))))
}

/// How far the derived tables are made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilding {
    /// The entries that are done.
    pub done: i64,
    /// All entries of the ledger.
    pub entries: i64,
}

/// How many entries go by between two calls of [`Told`]: a twentieth of a second.
const TOLD_EVERY: i64 = 1_000;

/// Called while the derived tables are made anew: at the beginning, now and then, and at the end.
pub(crate) type Told<'a> = &'a dyn Fn(Rebuilding);

/// Makes the derived tables anew from the entries.
pub(crate) fn rebuild(tx: &Transaction<'_>, migrations: &[&str], told: Told<'_>) -> Result<(), LedgerError> {
    let entries = head(tx)?.0.0;
    told(Rebuilding { done: 0, entries });
    let format = schema::of_format(migrations)?;
    while let Some((kind, name)) = next_derived(tx, &format)? {
        tx.execute_batch(&format!("DROP {kind} \"{}\"", name.replace('"', "\"\"")))?;
    }
    schema::create_derived(tx)?;
    let mut statement = tx.prepare(&EntryRow::select("ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let entry = EntryRow::read(row)?.entry()?;
        let (seq, till, before) = (entry.seq, entry.till, named(tx, &entry.fact)?);
        derive(tx, seq, till, &entry.into(), before)?;
        if seq.0 % TOLD_EVERY == 0 {
            told(Rebuilding { done: seq.0, entries });
        }
    }
    told(Rebuilding { done: entries, entries });
    Ok(())
}

/// Type and name of a part of the schema that is no part of the format: what names tables first, and a virtual table
/// before those of its own, which go with it.
fn next_derived(tx: &Transaction<'_>, format: &[SchemaItem]) -> Result<Option<(String, String)>, LedgerError> {
    let mut statement = tx.prepare(
        r"SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'
          ORDER BY type = 'index', type = 'table', sql NOT LIKE 'CREATE VIRTUAL%', name",
    )?;
    let items = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let items = items.collect::<Result<Vec<(String, String)>, _>>()?;
    Ok(items.into_iter().find(|(kind, name)| !format.iter().any(|(of, item, _)| of == kind && item == name)))
}

/// Whether the derived tables are those that this program makes.
pub(crate) fn is_current(connection: &Connection) -> Result<bool, LedgerError> {
    Ok(version(connection)? == Some(DERIVED_VERSION))
}

/// The version that the derived tables have.
fn version(connection: &Connection) -> Result<Option<i64>, LedgerError> {
    let missing = LedgerError::Broken { seq: None, what: Damage::Schema };
    let mut statement =
        connection.prepare("SELECT version FROM derived").map_err(|error| match LedgerError::from(error) {
            LedgerError::Sqlite(_) => missing,
            other => other,
        })?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

/// Makes the derived tables anew where another version of the program made them, or a check found damage in them. The
/// refusal of a disk that does not take them, where the ledger can be read without them.
pub(crate) fn bring_up_to_date(
    connection: &mut Connection,
    migrations: &[&str],
    told: Told<'_>,
) -> Result<Option<LedgerError>, LedgerError> {
    if is_current(connection)? {
        return Ok(None);
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let found = version(&tx)?;
    if found == Some(OUTDATED) {
        return mend(tx, migrations, told);
    }
    if found != Some(DERIVED_VERSION) {
        let entries = head(&tx)?.0.0;
        tracing::info!(version = DERIVED_VERSION, entries, "the derived tables are made anew");
        rebuild_on_sound_pages(&tx, migrations, told)?;
        tracing::info!("the derived tables were made anew");
    }
    tx.commit()?;
    Ok(None)
}

/// Makes anew the derived tables in which a check found damage, and the indices of the entries. Where the entries, the
/// pages of the file or the disk do not allow it, everything stays as it is: the ledger can be read, and the next check
/// says at once that it is damaged. The refusal of the disk is returned.
fn mend(tx: Transaction<'_>, migrations: &[&str], told: Told<'_>) -> Result<Option<LedgerError>, LedgerError> {
    let entries = head(&tx)?.0.0;
    tracing::warn!(entries, "a check found damage in what is derived, so it is made anew");
    told(Rebuilding { done: 0, entries });
    if !has_sound_pages(&tx)? {
        return Ok(None);
    }
    // Each sale is looked up among the entries while it is derived.
    let made = tx.execute_batch("REINDEX entry").map_err(LedgerError::from);
    // The commit is the first to write all that fits into the cache, so a full disk may show only there.
    let made = made.and_then(|()| rebuild(&tx, migrations, told)).and_then(|()| Ok(tx.commit()?));
    match made {
        Ok(()) => {
            tracing::info!("the derived tables were made anew");
            Ok(None)
        }
        Err(error @ (LedgerError::Busy | LedgerError::Io(_))) => Err(error),
        // The ledger can be read all the same, and another start makes it anew.
        Err(error @ (LedgerError::Full { .. } | LedgerError::ReadOnly { .. })) => {
            tracing::error!(%error, "the disk did not take the derived tables that were made anew");
            Ok(Some(error))
        }
        // The entries themselves are damaged: no opening repairs them, and none sets them aside.
        Err(error) => {
            tracing::error!(%error, "the entries are damaged, so nothing is made anew");
            Ok(None)
        }
    }
}

/// Whether the trees of the file are sound. A table that is dropped gives back every page that its tree points to, and
/// in a damaged tree one of them may belong to the entries.
fn has_sound_pages(tx: &Transaction<'_>) -> Result<bool, LedgerError> {
    let found: String = tx.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    // Trees come first, under this head; rows and indices are looked at once all trees were found sound.
    let is_sound = !found.starts_with("*** in database ");
    if !is_sound {
        tracing::error!(found, "the pages of the file are damaged, so nothing is made anew");
    }
    Ok(is_sound)
}

/// Makes the derived tables of another version anew. `Broken` where pages are damaged, derived ones as well: the file
/// stays where it is, for its entries may be whole.
pub(crate) fn rebuild_on_sound_pages(
    tx: &Transaction<'_>,
    migrations: &[&str],
    told: Told<'_>,
) -> Result<(), LedgerError> {
    let made = if has_sound_pages(tx)? {
        rebuild(tx, migrations, told)
    } else {
        Err(LedgerError::Unreadable { source: None })
    };
    made.map_err(|error| match error {
        LedgerError::Unreadable { .. } => LedgerError::Broken { seq: None, what: Damage::Index },
        other => other,
    })
}

impl Ledger {
    /// Notes that a check found damage in what is derived, so that the next opening makes all of it anew.
    ///
    /// # Errors
    /// `Full`, `ReadOnly`, `Busy` as for any write: the next opening then does not know of it, and its check does.
    pub fn outdate_derived(&mut self) -> Result<(), LedgerError> {
        self.connection.execute("UPDATE derived SET version = ?1", [OUTDATED])?;
        Ok(())
    }

    /// Makes the derived tables anew from the entries, in one transaction.
    ///
    /// # Errors
    /// `Broken` at the first entry that could not have followed the ones before it; `Full`, `Busy` as for any write.
    pub fn rebuild(&mut self) -> Result<(), LedgerError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        rebuild(&tx, schema::MIGRATIONS, &|_| ())?;
        Ok(tx.commit()?)
    }
}
