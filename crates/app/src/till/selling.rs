//! The commands about sales: a number, a confirmation, a yes, and looking back.
//!
//! Limits of what a request may hold stand here; its meaning is decided further in.

use std::sync::Arc;

use airtill_contract::*;
use airtill_domain::{ConnectionId, SaleId};
use airtill_ledger::{Fact, Ledger, LedgerError, NewEntry, Query, Seq};

use super::{Inner, Till};
use crate::airtime;
use crate::connection::OpenConnection;
use crate::environment::OpenEnvironment;
use crate::{TillError, history, view};

impl Till {
    /// The judgement of a number while it is typed.
    pub fn check_number(&self, request: &CheckNumber) -> NumberView {
        airtime::check_number(&request.text)
    }

    /// The judgement of an amount while it is typed.
    pub fn check_amount(&self, request: &CheckAmount) -> AmountView {
        airtime::check_amount(&request.text)
    }

    /// Checks an order and prepares its confirmation.
    ///
    /// # Errors
    /// By the number, the amount, the float, a limit of the company, or the ledger's.
    pub async fn prepare_top_up(&self, request: PrepareTopUp) -> Result<ConfirmationView, TillError> {
        self.run(move |till| async move {
            let airtime = till.connections.airtime(&request.connection).await?;
            let limits = till.runtime.limits().await;
            airtime::prepare(&till.top_ups, airtime, limits, &request.number, &request.amount).await
        })
        .await
    }

    /// Sends the confirmed order, once, however often it is called.
    ///
    /// # Errors
    /// Every error before the intent is on disk; nothing was sent then.
    pub async fn send_top_up(&self, request: SendTopUp) -> Result<SaleView, TillError> {
        self.run(move |till| async move {
            let sent = airtime::send(&till.top_ups, request).await;
            if matches!(&sent, Err(error) if error.code == ErrorCode::OutcomeNotWritten) {
                till.connections.write_kept_outcomes_later();
            }
            let mut sent = sent?;
            if sent.in_doubt {
                till.connections.watch(sent.airtime);
                // The watch has begun, though its task may not have run yet: its first look comes in a moment.
                sent.sale.checking = true;
            } else if sent.sale.state == SaleStateView::Declined {
                // The till's knowledge of the float was not good enough: look again, behind the answer.
                till.runtime.tasks.spawn(async move {
                    if let Err(error) = sent.airtime.gather().await {
                        tracing::warn!(%error, "the float could not be written down");
                    }
                });
            }
            Ok(sent.sale)
        })
        .await
    }

    /// The last sales of a connection, newest first.
    ///
    /// # Errors
    /// Unknown connection, or the ledger's.
    pub async fn last_sales(&self, request: LastSales) -> Result<SaleList, TillError> {
        self.run(move |till| async move {
            let connection =
                till.connections.registry.connection(&request.connection).ok_or(TillError::new(ErrorCode::NotFound))?;
            let environment = till.environments.open(connection.environment).await?;
            let watched = till.connections.watched(connection.environment);
            history::last(&environment, connection.id, request.limit.clamp(1, 50) as usize, watched).await
        })
        .await
    }

    /// The orders of a connection whose outcome is to come, newest first.
    ///
    /// # Errors
    /// Unknown connection, or the ledger's.
    pub async fn open_orders(&self, request: ForConnection) -> Result<SaleList, TillError> {
        self.run(move |till| async move {
            let connection =
                till.connections.registry.connection(&request.connection).ok_or(TillError::new(ErrorCode::NotFound))?;
            let environment = till.environments.open(connection.environment).await?;
            let watched = till.connections.watched(connection.environment);
            history::open_orders(&environment, connection.id, watched).await
        })
        .await
    }

    /// A page of the history.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn search_history(&self, request: SearchHistory) -> Result<HistoryPage, TillError> {
        self.run(move |till| async move {
            let connection = request
                .connection
                .map(|key| ConnectionId::new(&key.id))
                .transpose()
                .map_err(|_| TillError::new(ErrorCode::NotFound))?;
            let environment = till.environments.open(view::environment_from(request.environment)).await?;
            let query = Query {
                connection,
                search: request.search,
                only_in_doubt: request.only == Only::InDoubt,
                before: history::before(request.before),
                limit: request.limit.clamp(1, 500) as usize,
                ..Query::default()
            };
            history::page(&environment, query, till.connections.watched(environment.kind)).await
        })
        .await
    }

    /// One sale with its timeline.
    ///
    /// # Errors
    /// Unknown sale, or the ledger's.
    pub async fn sale_detail(&self, request: ForSale) -> Result<SaleDetail, TillError> {
        self.run(move |till| async move {
            let environment = till.environments.open(view::environment_from(request.environment)).await?;
            let id = SaleId::parse(&request.sale).ok_or(TillError::new(ErrorCode::NotFound))?;
            let mut detail = history::detail(&environment, id, till.connections.watched(environment.kind)).await?;
            if detail.sale.state == SaleStateView::InDoubt {
                // Only an open connection knows for how long the service may still be working on it; a connection that
                // is gone has none.
                match till.connection_of(&request.sale, request.environment).await {
                    Ok((Some(OpenConnection::Airtime(airtime)), id)) => detail.sale = airtime.sale_view(id).await?,
                    Ok((Some(OpenConnection::Esim(esim)), id)) => detail.sale = esim.sale_view(id).await?,
                    Ok((Some(OpenConnection::Accounts(_)) | None, _)) | Err(_) => {}
                }
            }
            Ok(detail)
        })
        .await
    }

    /// Gathers evidence for a sale in doubt now.
    ///
    /// # Errors
    /// Unknown sale, `ConnectionGone`, or the ledger's; a float that cannot be read is a line of evidence.
    pub async fn gather_evidence(&self, request: ForSale) -> Result<SaleView, TillError> {
        self.run(move |till| async move {
            let (open, id) = till.connection_of(&request.sale, request.environment).await?;
            match open {
                Some(OpenConnection::Airtime(airtime)) => {
                    let _read = airtime.gather().await?;
                    till.connections.watch(airtime.clone());
                    airtime.sale_view(id).await
                }
                Some(OpenConnection::Esim(esim)) => esim.look_again(id).await,
                Some(OpenConnection::Accounts(_)) | None => Err(TillError::new(ErrorCode::ConnectionGone)),
            }
        })
        .await
    }

    /// Records a person's word on a sale, with a written reason. A sale outlives its connection, and so does this
    /// question.
    ///
    /// # Errors
    /// No reason, no answer to either question, nothing open about it, or the ledger's.
    pub async fn say_what_happened(&self, request: SayWhatHappened) -> Result<SaleView, TillError> {
        self.run(move |till| async move {
            let reason = airtill_domain::text::plain(&request.reason, 500);
            if reason.chars().count() < 3 {
                return Err(TillError::new(ErrorCode::ReasonNeeded));
            }
            if request.arrived.is_none() && request.charged.is_none() {
                return Err(TillError::new(ErrorCode::BadRequest));
            }
            let environment = till.environments.open(view::environment_from(request.environment)).await?;
            let (open, id) = till.connection_of(&request.sale, request.environment).await?;
            let fact = Fact::Said {
                sale: id,
                arrived: request.arrived,
                charged: request.charged,
                reason,
                adopted: request.adopted,
                person: environment.sold_by_name(),
            };
            match open {
                Some(OpenConnection::Airtime(airtime)) => {
                    airtime.say(id, fact).await?;
                    airtime.sale_view(id).await
                }
                Some(OpenConnection::Esim(esim)) => {
                    esim.say(id, fact).await?;
                    esim.sale_view(id).await
                }
                Some(OpenConnection::Accounts(_)) | None => till.say_without_a_connection(&environment, id, fact).await,
            }
        })
        .await
    }

    /// Declares anew that only this till uses the float, after something contradicted it.
    ///
    /// # Errors
    /// `ConnectionSettings` where the connection file does not declare it; the ledger's.
    pub async fn declare_again(&self, request: ForConnection) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let airtime = till.connections.airtime(&request.connection).await?;
            airtime.declare_again().await?;
            airtime.view().await
        })
        .await
    }

    /// Records that somebody looked at notices.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn see_notices(&self, request: SeeNotices) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let notices: Vec<Seq> = request.notices.into_iter().map(Seq).collect();
            if till.connections.registry.connection(&request.connection).is_some() {
                let airtime = till.connections.airtime(&request.connection).await?;
                airtime.see(notices).await?;
                return airtime.view().await;
            }
            // Notices of a connection that is gone are shown on the others of its float.
            let environment = view::environment_from(request.connection.environment);
            for airtime in till.connections.selling_in(environment) {
                if airtime.see(notices.clone()).await? {
                    return airtime.view().await;
                }
            }
            Err(TillError::new(ErrorCode::ConnectionGone))
        })
        .await
    }
}

impl Inner {
    /// The sale, and its open connection; none where that was removed.
    pub(super) async fn connection_of(
        self: &Arc<Self>,
        sale: &str,
        environment: EnvironmentView,
    ) -> Result<(Option<OpenConnection>, SaleId), TillError> {
        let id = SaleId::parse(sale).ok_or(TillError::new(ErrorCode::NotFound))?;
        let environment = self.environments.open(view::environment_from(environment)).await?;
        let sale =
            environment.ledger.call(move |ledger| ledger.sale(id)).await?.ok_or(TillError::new(ErrorCode::NotFound))?;
        let key = view::key_of(environment.kind, sale.connection());
        let known = self.connections.registry.connection(&key).is_some();
        Ok((if known { Some(self.connections.open(&key).await?) } else { None }, id))
    }

    /// Writes a person's word down in the name of the sale's own connection, which was removed.
    async fn say_without_a_connection(
        &self,
        environment: &OpenEnvironment,
        id: SaleId,
        fact: Fact,
    ) -> Result<SaleView, TillError> {
        let (at, actor) = (
            self.runtime.ports.clock.now().wall,
            environment.sold_by().map_or_else(|| "unknown".to_owned(), |person| person.email),
        );
        let write = move |ledger: &mut Ledger| {
            let sale = ledger.sale(id)?.ok_or(LedgerError::NoSuchSale { sale: id })?;
            ledger.append(NewEntry { at, actor, connection: Some(sale.connection().clone()), float: sale.float, fact })
        };
        environment.ledger.call(write).await.map_err(crate::selling::unsaid)?;
        let said = history::detail(environment, id, self.connections.watched(environment.kind)).await?.sale;
        self.runtime.emit(Event::SaleChanged { sale: Box::new(said.clone()) });
        Ok(said)
    }
}
