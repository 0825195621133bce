; The exit codes, as docs/rollout.md names them. NSIS itself ends with 0 (done), 1 (a person cancelled) and 2 (it could
; not go on, or the installer itself is damaged).

!define CODE_OLD_WINDOWS 10
!define CODE_NEWER_IS_THERE 11
!define CODE_OTHER_KIND 12
!define CODE_BOTH_KINDS 13
!define CODE_TILL_AT_WORK 14
!define CODE_NO_RIGHTS 15
!define CODE_NO_SPACE 16
!define CODE_IN_USE 17
!define CODE_ANOTHER_INSTALLER 18
; Everything is done, and the window cannot be drawn yet.
!define CODE_NO_WEBVIEW2 20
; Everything is done, and the company's folder has not the rights that it needs.
!define CODE_NO_COMPANY_FOLDER 21
