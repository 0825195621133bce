//! The commands about sales: a number, a confirmation, a yes, and looking back.
//!
//! Limits of what a request may hold stand here; what it means is decided further in.

use std::sync::Arc;

use airtill_contract::*;
use airtill_domain::{ConnectionId, SaleId};
use airtill_ledger::{Fact, Ledger, LedgerError, NewEntry, Query, Seq};

use super::desks::key_of;
use super::{Inner, Till};
use crate::books::Books;
use crate::desk::Desk;
use crate::{TillError, history, top_up, view};

impl Till {
    /// What the till makes of a number while it is typed.
    pub fn check_number(&self, request: &CheckNumber) -> NumberView {
        top_up::check_number(&request.text)
    }

    /// What the till makes of an amount while it is typed.
    pub fn check_amount(&self, request: &CheckAmount) -> AmountView {
        top_up::check_amount(&request.text)
    }

    /// Checks an order and prepares its confirmation.
    ///
    /// # Errors
    /// By the number, the amount, the float, or the ledger's.
    pub async fn prepare_top_up(&self, request: PrepareTopUp) -> Result<ConfirmationView, TillError> {
        self.run(move |till| async move {
            let desk = till.desk(&request.connection).await?;
            top_up::prepare(&till.intents, desk, &request.number, &request.amount).await
        })
        .await
    }

    /// Sends the confirmed order, once, however often it is called.
    ///
    /// # Errors
    /// Every error before the intent is on disk; nothing was sent then.
    pub async fn send_top_up(&self, request: SendTopUp) -> Result<SaleView, TillError> {
        self.run(move |till| async move {
            let mut sent = top_up::send(&till.intents, request).await?;
            if sent.in_doubt {
                till.watch(sent.desk);
                // The watch has begun, though its task may not have run yet: its first look comes in a moment.
                sent.sale.checking = true;
            } else if sent.sale.state == SaleStateView::Declined {
                // What the till believed of the float was not good enough: look again, behind the answer.
                till.tasks.spawn(async move {
                    if let Err(error) = sent.desk.gather().await {
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
            let connection = till.desks.connection(&request.connection).ok_or(TillError::new(ErrorCode::NotFound))?;
            let books = till.books(connection.environment).await?;
            let watched = till.watched(connection.environment);
            history::last(&books, connection.id, request.limit.clamp(1, 50) as usize, watched).await
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
            let books = till.books(view::environment_from(request.environment)).await?;
            let query = Query {
                connection,
                search: request.search,
                only_in_doubt: request.only == Only::InDoubt,
                before: history::before(request.before),
                limit: request.limit.clamp(1, 500) as usize,
                ..Query::default()
            };
            history::page(&books, query, till.watched(books.environment)).await
        })
        .await
    }

    /// One sale with its time line.
    ///
    /// # Errors
    /// Unknown sale, or the ledger's.
    pub async fn sale_detail(&self, request: ForSale) -> Result<SaleDetail, TillError> {
        self.run(move |till| async move {
            let books = till.books(view::environment_from(request.environment)).await?;
            let id = SaleId::parse(&request.sale).ok_or(TillError::new(ErrorCode::NotFound))?;
            let mut detail = history::detail(&books, id, till.watched(books.environment)).await?;
            if detail.sale.state == SaleStateView::InDoubt {
                // Only a desk knows for how long the service may still be working on it; a connection that is gone has
                // none.
                if let Ok((Some(desk), id)) = till.desk_of(&request.sale, request.environment).await {
                    detail.sale = desk.sale_view(id).await?;
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
            let (desk, id) = till.desk_of(&request.sale, request.environment).await?;
            let desk = desk.ok_or(TillError::new(ErrorCode::ConnectionGone))?;
            let _read = desk.gather().await?;
            till.watch(desk.clone());
            desk.sale_view(id).await
        })
        .await
    }

    /// Keeps what a person says of a sale, with a written reason. A sale outlives its connection, and so does this
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
            let books = till.books(view::environment_from(request.environment)).await?;
            let (desk, id) = till.desk_of(&request.sale, request.environment).await?;
            let fact = Fact::Said {
                sale: id,
                arrived: request.arrived,
                charged: request.charged,
                reason,
                adopted: request.adopted,
                person: books.person(),
            };
            let Some(desk) = desk else { return till.say_without_a_desk(&books, id, fact).await };
            desk.say(id, fact).await?;
            desk.sale_view(id).await
        })
        .await
    }

    /// Declares anew that only this till uses the float, after something contradicted it.
    ///
    /// # Errors
    /// `ConnectionSettings` where the connection file does not declare it; the ledger's.
    pub async fn declare_again(&self, request: ForConnection) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let desk = till.desk(&request.connection).await?;
            desk.declare_again().await?;
            desk.view().await
        })
        .await
    }

    /// Notes that somebody looked at what the till had to tell.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn see_notices(&self, request: SeeNotices) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let notices: Vec<Seq> = request.notices.into_iter().map(Seq).collect();
            if till.desks.connection(&request.connection).is_some() {
                let desk = till.desk(&request.connection).await?;
                desk.see(notices).await?;
                return desk.view().await;
            }
            // What is to be told of a connection that is gone is told on the others of its float.
            let environment = view::environment_from(request.connection.environment);
            for desk in till.desks.desks().into_iter().filter(|desk| desk.connection.environment == environment) {
                if desk.see(notices.clone()).await? {
                    return desk.view().await;
                }
            }
            Err(TillError::new(ErrorCode::ConnectionGone))
        })
        .await
    }
}

impl Inner {
    /// The sale, and the desk of its connection; none where that was removed.
    async fn desk_of(
        self: &Arc<Self>,
        sale: &str,
        environment: EnvironmentView,
    ) -> Result<(Option<Arc<Desk>>, SaleId), TillError> {
        let id = SaleId::parse(sale).ok_or(TillError::new(ErrorCode::NotFound))?;
        let environment = view::environment_from(environment);
        let books = self.books(environment).await?;
        let sale =
            books.ledger.call(move |ledger| ledger.sale(id)).await?.ok_or(TillError::new(ErrorCode::NotFound))?;
        let key = key_of(environment, &sale.connection);
        let known = self.desks.connection(&key).is_some();
        Ok((if known { Some(self.desk(&key).await?) } else { None }, id))
    }

    /// Writes a person's word down in the name of the sale's own connection, which was removed.
    async fn say_without_a_desk(&self, books: &Books, id: SaleId, fact: Fact) -> Result<SaleView, TillError> {
        let (at, actor) =
            (self.ports.clock.now().wall, books.asker().map_or_else(|| "unknown".to_owned(), |person| person.email));
        let write = move |ledger: &mut Ledger| {
            let sale = ledger.sale(id)?.ok_or(LedgerError::NoSuchSale { sale: id })?;
            ledger.append(NewEntry { at, actor, connection: sale.connection, float: sale.float, fact })
        };
        books.ledger.call(write).await.map_err(crate::evidence::unsaid)?;
        let said = history::detail(books, id, self.watched(books.environment)).await?.sale;
        self.ports.outlet.emit(Event::SaleChanged { sale: Box::new(said.clone()) });
        Ok(said)
    }
}
