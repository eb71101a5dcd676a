import { Module } from '@nestjs/common';
import { ServiceKitModule } from '@bumen/service-kit';
import { AccountClosingController } from './account-closing/account-closing.controller.ts';
import { AccountClosing } from './account-closing/account-closing.entity.ts';
import { AccountClosingRepository } from './account-closing/account-closing.repository.ts';
import { AccountUses } from './account-closing/account-uses.repository.ts';
import { Acts } from './acts.ts';
import { BudgetMove } from './budget/budget-move.entity.ts';
import { BudgetMoves } from './budget/budget-moves.repository.ts';
import { BudgetController } from './budget/budget.controller.ts';
import { Budget } from './budget/budget.entity.ts';
import { BudgetRepository } from './budget/budget.repository.ts';
import { Budgets } from './budget/budgets.ts';
import { DepartmentRepository } from './budget/departments.repository.ts';
import { CarriedRepository } from './carry-forward/carried.repository.ts';
import { CarryForwardController } from './carry-forward/carry-forward.controller.ts';
import { CashDayController } from './cash-day/cash-day.controller.ts';
import { CashDay } from './cash-day/cash-day.entity.ts';
import { CashDayRepository } from './cash-day/cash-day.repository.ts';
import { CashJournalController } from './cash-day/cash-journal.controller.ts';
import { DayDocuments } from './cash-day/day-documents.repository.ts';
import { DayEnds } from './cash-day/day-ends.ts';
import { DayVouchersController } from './cash-day/day-vouchers.controller.ts';
import { DayVouchers } from './cash-day/day-vouchers.ts';
import { CashDepositController } from './cash-deposit/cash-deposit.controller.ts';
import { CashDeposit } from './cash-deposit/cash-deposit.entity.ts';
import { CashDepositRepository } from './cash-deposit/cash-deposit.repository.ts';
import { CashBoxBalance, CashMove } from './cash-desk/cash-box.entity.ts';
import { CashBoxes } from './cash-desk/cash-boxes.repository.ts';
import { CashDeskController } from './cash-desk/cash-desk.controller.ts';
import { CashDesk } from './cash-desk/cash-desk.entity.ts';
import { CashDeskRepository } from './cash-desk/cash-desk.repository.ts';
import { CashJournalRepository } from './cash-desk/cash-journal.repository.ts';
import { DeskMoves } from './cash-desk/desk-moves.ts';
import { CashDifferenceController } from './cash-difference/cash-difference.controller.ts';
import { CashDifference } from './cash-difference/cash-difference.entity.ts';
import { CashDifferenceRepository } from './cash-difference/cash-difference.repository.ts';
import { CashDrawController } from './cash-draw/cash-draw.controller.ts';
import { CashDraw } from './cash-draw/cash-draw.entity.ts';
import { CashDrawRepository } from './cash-draw/cash-draw.repository.ts';
import { CashHandoverController } from './cash-handover/cash-handover.controller.ts';
import { CashHandover } from './cash-handover/cash-handover.entity.ts';
import { CashHandoverRepository } from './cash-handover/cash-handover.repository.ts';
import { HandoverLists } from './cash-handover/handover-lists.ts';
import { CashPayoutController } from './cash-payout/cash-payout.controller.ts';
import { CashPayout } from './cash-payout/cash-payout.entity.ts';
import { CashPayoutRepository } from './cash-payout/cash-payout.repository.ts';
import { ChainBlock, ChainPlace } from './chain/chain-block.entity.ts';
import { ChainController } from './chain/chain.controller.ts';
import { Chain } from './chain/chain.entity.ts';
import { ChainRepository } from './chain/chain.repository.ts';
import { LedgerAccount } from './chart/account.entity.ts';
import { AccountRepository } from './chart/account.repository.ts';
import { ChartController } from './chart/chart.controller.ts';
import { Chart } from './chart/chart.entity.ts';
import { ChartRepository } from './chart/chart.repository.ts';
import { DefaultChart } from './chart/default-chart.ts';
import { ChequeBookController } from './cheque-book/cheque-book.controller.ts';
import { ChequeBook } from './cheque-book/cheque-book.entity.ts';
import { ChequeBookRepository } from './cheque-book/cheque-book.repository.ts';
import { ChequeNumber } from './cheque-book/cheque-number.entity.ts';
import { ChequeNumbersController } from './cheque/cheque-numbers.controller.ts';
import { ChequeController } from './cheque/cheque.controller.ts';
import { Cheque } from './cheque/cheque.entity.ts';
import { ChequeRepository } from './cheque/cheque.repository.ts';
import { copies } from './copies.entity.ts';
import { CustodyItemController } from './custody-item/custody-item.controller.ts';
import { CustodyItem } from './custody-item/custody-item.entity.ts';
import { CustodyItemRepository } from './custody-item/custody-item.repository.ts';
import { CashDayEnds } from './deadlines/cash-day-ends.deadline.ts';
import { ChequeExpires } from './deadlines/cheque-expires.deadline.ts';
import { JournalsWaitForChain } from './deadlines/journals-wait-for-chain.deadline.ts';
import { LoanIsOverdue } from './deadlines/loan-is-overdue.deadline.ts';
import { MonthBegins } from './deadlines/month-begins.deadline.ts';
import { VerificationGoesOn } from './deadlines/verification-goes-on.deadline.ts';
import { Entry } from './ledger/entry.entity.ts';
import { Guarded, GuardedMove } from './ledger/guarded.entity.ts';
import { JournalReader } from './ledger/journal-reader.repository.ts';
import { JournalUnchained } from './ledger/journal-unchained.entity.ts';
import { JournalController } from './ledger/journal.controller.ts';
import { Journal } from './ledger/journal.entity.ts';
import { LedgerRepository } from './ledger/ledger.repository.ts';
import { Ledger } from './ledger/ledger.ts';
import { Posting } from './ledger/posting.entity.ts';
import { PostingRepository } from './ledger/posting.repository.ts';
import { Total } from './ledger/total.entity.ts';
import { LoanMove } from './loan/loan-move.entity.ts';
import { LoanController } from './loan/loan.controller.ts';
import { Loan } from './loan/loan.entity.ts';
import { LoanRepository } from './loan/loan.repository.ts';
import { Loans } from './loan/loans.ts';
import { CreateLedger1772400000000 } from './migrations/1772400000000-create-ledger.ts';
import { CreateCashDesks1772400000001 } from './migrations/1772400000001-create-cash-desks.ts';
import { CreatePayments1772400000002 } from './migrations/1772400000002-create-payments.ts';
import { OpeningController } from './opening/opening.controller.ts';
import { Opening } from './opening/opening.entity.ts';
import { OpeningRepository } from './opening/opening.repository.ts';
import { PayeeAccountController } from './payee-account/payee-account.controller.ts';
import { PayeeAccount } from './payee-account/payee-account.entity.ts';
import { PayeeAccountRepository } from './payee-account/payee-account.repository.ts';
import { PayeeAccounts } from './payee-account/payee-accounts.ts';
import { BankAccounts } from './payment/bank-accounts.repository.ts';
import { BankRoom } from './payment/bank-room.repository.ts';
import { PaymentAttachmentController } from './payment/payment-attachment.controller.ts';
import { PaymentBankController } from './payment/payment-bank.controller.ts';
import { PaymentBudgets } from './payment/payment-budgets.ts';
import { PaymentContents } from './payment/payment-contents.ts';
import { PaymentInvoice } from './payment/payment-invoice.entity.ts';
import { PaymentReaders } from './payment/payment-readers.ts';
import { PaymentSigners } from './payment/payment-signers.ts';
import { PaymentController } from './payment/payment.controller.ts';
import { Payment } from './payment/payment.entity.ts';
import { PaymentRepository } from './payment/payment.repository.ts';
import { CashClosingFacts } from './period/cash-closing-facts.repository.ts';
import { ClosingChecks } from './period/closing-checks.ts';
import { ClosingFacts } from './period/closing-facts.repository.ts';
import { PeriodController } from './period/period.controller.ts';
import { Period } from './period/period.entity.ts';
import { PeriodRepository } from './period/period.repository.ts';
import { KeepDepartmentCopy } from './reactions/keep-department-copy.reaction.ts';
import { KeepStaffCopy } from './reactions/keep-staff-copy.reaction.ts';
import { PayRefundsOfTickets } from './reactions/pay-refunds-of-tickets.reaction.ts';
import { ReceiptBookController } from './receipt-book/receipt-book.controller.ts';
import { ReceiptBook } from './receipt-book/receipt-book.entity.ts';
import { ReceiptBookRepository } from './receipt-book/receipt-book.repository.ts';
import { ReceiptNumber } from './receipt-book/receipt-number.entity.ts';
import { ReceiptController } from './receipt/receipt.controller.ts';
import { Receipt } from './receipt/receipt.entity.ts';
import { ReceiptRepository } from './receipt/receipt.repository.ts';
import { RefundEnds } from './refund/refund-ends.ts';
import { RefundPayments } from './refund/refund-payments.ts';
import { Refund } from './refund/refund.entity.ts';
import { RefundRepository } from './refund/refund.repository.ts';
import { BankTransfers } from './report/bank-transfers.repository.ts';
import { ReportController } from './report/report.controller.ts';
import { ReportRepository } from './report/report.repository.ts';
import { SigningAuthorities } from './signing-authority/signing-authorities.ts';
import { SigningAuthorityController } from './signing-authority/signing-authority.controller.ts';
import { SigningAuthority } from './signing-authority/signing-authority.entity.ts';
import { SigningAuthorityRepository } from './signing-authority/signing-authority.repository.ts';
import { SpotCountController } from './spot-count/spot-count.controller.ts';
import { SpotCount } from './spot-count/spot-count.entity.ts';
import { SpotCountRepository } from './spot-count/spot-count.repository.ts';
import { PermitMonths } from './takings-permit/permit-months.repository.ts';
import { TakingsPermitMonth } from './takings-permit/takings-permit-month.entity.ts';
import { TakingsPermitController } from './takings-permit/takings-permit.controller.ts';
import { TakingsPermit } from './takings-permit/takings-permit.entity.ts';
import { TakingsPermitRepository } from './takings-permit/takings-permit.repository.ts';
import { BooksReader } from './verification/books-reader.repository.ts';
import { VerificationController } from './verification/verification.controller.ts';
import { Verification } from './verification/verification.entity.ts';
import { VerificationRepository } from './verification/verification.repository.ts';
import { Verifier } from './verification/verifier.ts';
import { VoucherAttachmentController } from './voucher/voucher-attachment.controller.ts';
import { VoucherDrafts } from './voucher/voucher-drafts.ts';
import { VoucherNumber } from './voucher/voucher-number.entity.ts';
import { VoucherRates } from './voucher/voucher-rates.repository.ts';
import { VoucherSeals } from './voucher/voucher-seals.repository.ts';
import { VoucherController } from './voucher/voucher.controller.ts';
import { Voucher } from './voucher/voucher.entity.ts';
import { VoucherRepository } from './voucher/voucher.repository.ts';

@Module({
  imports: [
    ServiceKitModule.forService({
      service: 'finance',
      entities: [
        Chart,
        LedgerAccount,
        AccountClosing,
        Period,
        Voucher,
        VoucherNumber,
        Opening,
        Posting,
        Journal,
        Entry,
        Guarded,
        GuardedMove,
        Total,
        JournalUnchained,
        Chain,
        ChainBlock,
        ChainPlace,
        Verification,
        CashDesk,
        CashBoxBalance,
        CashMove,
        CashDay,
        CashDifference,
        SpotCount,
        CustodyItem,
        CashHandover,
        ReceiptBook,
        ReceiptNumber,
        Receipt,
        CashDeposit,
        CashDraw,
        CashPayout,
        TakingsPermit,
        TakingsPermitMonth,
        ChequeBook,
        ChequeNumber,
        Cheque,
        Payment,
        PaymentInvoice,
        PayeeAccount,
        SigningAuthority,
        Budget,
        BudgetMove,
        Refund,
        Loan,
        LoanMove,
        ...copies,
      ],
      migrations: [CreateLedger1772400000000, CreateCashDesks1772400000001, CreatePayments1772400000002],
    }),
  ],
  controllers: [
    ChartController,
    AccountClosingController,
    PeriodController,
    VoucherAttachmentController,
    CarryForwardController,
    VoucherController,
    OpeningController,
    JournalController,
    ChainController,
    VerificationController,
    ReportController,
    CashDeskController,
    CashDayController,
    CashJournalController,
    CashDifferenceController,
    SpotCountController,
    CustodyItemController,
    CashHandoverController,
    KeepStaffCopy,
    DayVouchersController,
    ReceiptBookController,
    ReceiptController,
    CashDepositController,
    CashDrawController,
    CashPayoutController,
    TakingsPermitController,
    ChequeBookController,
    ChequeController,
    ChequeNumbersController,
    PaymentAttachmentController,
    PaymentBankController,
    PaymentController,
    PayeeAccountController,
    SigningAuthorityController,
    BudgetController,
    KeepDepartmentCopy,
    PayRefundsOfTickets,
    LoanController,
  ],
  providers: [
    Acts,
    ChartRepository,
    AccountRepository,
    DefaultChart,
    AccountClosingRepository,
    AccountUses,
    PeriodRepository,
    MonthBegins,
    ClosingFacts,
    CashClosingFacts,
    ClosingChecks,
    VoucherRepository,
    VoucherRates,
    VoucherDrafts,
    CarriedRepository,
    OpeningRepository,
    PostingRepository,
    LedgerRepository,
    JournalReader,
    Ledger,
    ChainRepository,
    JournalsWaitForChain,
    BooksReader,
    VoucherSeals,
    Verifier,
    VerificationRepository,
    VerificationGoesOn,
    ReportRepository,
    BankTransfers,
    CashDeskRepository,
    CashBoxes,
    CashDayRepository,
    CashJournalRepository,
    CashDifferenceRepository,
    SpotCountRepository,
    CustodyItemRepository,
    CashHandoverRepository,
    HandoverLists,
    DayEnds,
    DayDocuments,
    DayVouchers,
    CashDayEnds,
    ReceiptBookRepository,
    ReceiptRepository,
    DeskMoves,
    CashDepositRepository,
    CashDrawRepository,
    CashPayoutRepository,
    TakingsPermitRepository,
    PermitMonths,
    ChequeBookRepository,
    LoanRepository,
    Loans,
    LoanIsOverdue,
    ChequeRepository,
    ChequeExpires,
    BankRoom,
    PaymentRepository,
    PaymentContents,
    PaymentBudgets,
    PaymentSigners,
    PaymentReaders,
    PayeeAccountRepository,
    PayeeAccounts,
    SigningAuthorityRepository,
    SigningAuthorities,
    BankAccounts,
    BudgetRepository,
    BudgetMoves,
    DepartmentRepository,
    Budgets,
    RefundRepository,
    RefundEnds,
    RefundPayments,
  ],
})
export class FinanceModule {}
