//! Connections that are out of use: nothing of theirs goes on, and nothing is ended that the connection in their place
//! works on.
//!
//! No service is asked here, and no vault is opened; the journeys replace and remove connections at whole tills.

use std::sync::Arc;
use std::time::Duration;

use airtill_domain::connection::file;
use airtill_domain::{Connection, Currency, Money, Msisdn, SaleId, SaleState, TopUpOrder};
use airtill_ledger::{Answers, Fact, Intended, NewEntry};
use tempfile::TempDir;
use uuid::Uuid;

use crate::airtime::Airtime;
use crate::data_folder::DataFolder;
use crate::environment::{LazyVault, OpenEnvironment};
use crate::esim::Esim;
use crate::ports::Policy;
use crate::runtime::Runtime;
use crate::test_machine::ports;

const HOUR: Duration = Duration::from_secs(3600);
/// Far longer than anything takes on a busy computer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A till that looks for evidence after an hour, and its environment beside the connection.
pub async fn till(api: &str, way: &str) -> (TempDir, Runtime, Arc<OpenEnvironment>, Connection) {
    let text = format!(
        "format = 1\nid = \"one\"\nname = \"N\"\napi = \"{api}\"\nenvironment = \"test\"\n\
         base_address = \"http://127.0.0.1:9/connect-api\"\nsign_in = [\"{way}\"]\n"
    );
    let connection = file::read(text.as_bytes()).expect("a good file");
    let temp = tempfile::tempdir().expect("a temporary folder");
    let folder = DataFolder::open(temp.path()).expect("a data folder");
    let ports = ports();
    let (kind, till, now) = (connection.environment, folder.till(), ports.clock.now().wall);
    let place = folder.environment(kind);
    let vault = LazyVault::new(&place, kind, ports.keyring.clone(), Arc::default(), None);
    let environment = OpenEnvironment::open(&place, kind, till, vault, now, |_| (), |_| ()).await.expect("it opens");
    let policy = Policy { evidence_after: vec![HOUR], ..Policy::default() };
    (temp, Runtime::new(folder, ports, policy), Arc::new(environment), connection)
}

#[tokio::test]
async fn a_connection_out_of_use_looks_for_no_evidence_any_more() {
    let (_temp, runtime, environment, connection) = till("truphone-connect", "client-credentials").await;
    let esim = Esim::open(&runtime, environment, connection, None);
    let watch = tokio::spawn(esim.clone().watch());
    esim.begin_watch();
    esim.retire(false, || Ok(())).await.expect("nothing is open there");
    tokio::time::timeout(PATIENCE, watch).await.expect("it ends now").expect("well");
}

#[tokio::test]
async fn a_connection_out_of_use_ends_no_sale_of_the_one_in_its_place() {
    let (_temp, runtime, environment, connection) = till("21-systems", "password").await;
    let open = || Airtime::open(&runtime, environment.clone(), Arc::default(), connection.clone(), None);
    let former = open();
    former.retire();
    let id = SaleId(Uuid::from_u128(7));
    let order = TopUpOrder {
        connection: connection.id.clone(),
        msisdn: Msisdn::parse("0925415377").expect("a number"),
        amount: Money::from_minor(100, Currency::SSP),
    };
    let entry = NewEntry {
        at: runtime.ports.clock.now().wall,
        actor: "clerk".to_owned(),
        connection: Some(connection.id.clone()),
        float: None,
        fact: Fact::Intended(Intended::first(id, order.into(), Answers::none())),
    };
    environment.ledger.call(move |ledger| ledger.append(entry)).await.expect("it is under way");
    for (airtime, state) in [(former, SaleState::Intended), (open(), SaleState::InDoubt)] {
        airtime.at_gate().await.write_kept_outcomes().await.expect("the disk takes everything");
        let sale = environment.ledger.call(move |ledger| ledger.sale(id)).await.expect("it is read");
        assert_eq!(sale.expect("the sale").state, state);
    }
}
