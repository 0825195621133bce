; The two kinds of installation: for one person, in that person's folder, or for all, in the computer's.
;
; There is one at a time: an installer goes over the kind that is there, and refuses the other. A kind is there when its
; entry names a folder with a program in it, so what somebody deleted by hand is in nobody's way.

!macro KindFunctions UN
  ; Registry and folders of $Kind.
  Function ${UN}UseKind
    SetRegView 64
    ${If} $Kind == "all"
      SetShellVarContext all
    ${Else}
      SetShellVarContext current
    ${EndIf}
  FunctionEnd

  ; $0: 1 when we may write for all.
  Function ${UN}IsAdministrator
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 == "Admin"
      StrCpy $0 1
    ${Else}
      StrCpy $0 0
    ${EndIf}
  FunctionEnd

  ; Stack: arguments, program. Runs it as an administrator, whose password Windows asks for, and waits.
  ; $0: its exit code. Stops where the person said no.
  Function ${UN}RunElevated
    Pop $1
    Pop $2
    System::Call '*(&w8 "runas")p.r3'
    System::Call '*(&w1024 r1)p.r4'
    System::Call '*(&w1024 r2)p.r5'
    ; SHELLEXECUTEINFOW: size, mask (the process is ours to wait for), window, verb, file, parameters, folder, show;
    ; then nothing but the process, at its end.
    System::Call '*(i 112, i 0x40, p $HWNDPARENT, p r3, p r4, p r5, p 0, i 5, i 0, p 0, p 0, p 0, p 0, i 0, i 0, p 0, \
      p 0)p.r6'
    System::Call 'shell32::ShellExecuteExW(p r6)i.r7'
    System::Call '*$6(i, i, p, p, p, p, p, i, i, p, p, p, p, i, i, p, p.r8)'
    System::Free $3
    System::Free $4
    System::Free $5
    System::Free $6
    ${If} $7 = 0
      ${Stop} ${CODE_NO_RIGHTS} "$(NeedsAdministrator)"
    ${EndIf}
    System::Call 'kernel32::WaitForSingleObject(p r8, i -1)'
    System::Call 'kernel32::GetExitCodeProcess(p r8, *i.r0)'
    System::Call 'kernel32::CloseHandle(p r8)'
  FunctionEnd
!macroend
!insertmacro KindFunctions ""
!insertmacro KindFunctions "un."

; Where each kind is, into $ForUser and $ForAll.
Function FindKinds
  SetRegView 64
  ReadRegStr $ForUser HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $ForAll HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${IfNot} ${FileExists} "$ForUser\airtill.exe"
    StrCpy $ForUser ""
  ${EndIf}
  ${IfNot} ${FileExists} "$ForAll\airtill.exe"
    StrCpy $ForAll ""
  ${EndIf}
FunctionEnd

; Which kind this run is, from what is there and from /CurrentUser or /AllUsers in $Kind (empty where neither was said);
; then $INSTDIR.
Function ChooseKind
  Call FindKinds
  ${If} $ForUser != ""
  ${AndIf} $ForAll != ""
    ${Stop} ${CODE_BOTH_KINDS} "$(BothKinds)"
  ${EndIf}
  ${If} $Kind == ""
    StrCpy $Kind "user"
    ${If} $ForAll != ""
      StrCpy $Kind "all"
    ${EndIf}
  ${EndIf}
  Call SettleKind
FunctionEnd

; Refuses a second copy, and fills $INSTDIR where no /D= did.
Function SettleKind
  ${If} $Kind == "user"
  ${AndIf} $ForAll != ""
    ${Stop} ${CODE_OTHER_KIND} "$(IsThereForAll)"
  ${EndIf}
  ${If} $Kind == "all"
  ${AndIf} $ForUser != ""
    ${Stop} ${CODE_OTHER_KIND} "$(IsThereForUser)"
  ${EndIf}
  StrCpy $0 "$ForUser$ForAll"
  ${If} $0 != ""
    ${If} $INSTDIR != ""
    ${AndIf} $INSTDIR != $0
      ${Stop} ${CODE_OTHER_KIND} "$(IsThereElsewhere)"
    ${EndIf}
    StrCpy $INSTDIR $0
  ${ElseIf} $INSTDIR == ""
    ${If} $Kind == "all"
      StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
    ${Else}
      ; The folder that Windows has for programs of one person.
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
    ${EndIf}
  ${EndIf}
  Call UseKind
FunctionEnd

; Where we may not write for all: has an elevated copy of us do the work, and takes over its exit code.
Function ElevateForAll
  ${If} $Kind != "all"
    Return
  ${EndIf}
  Call IsAdministrator
  ${If} $0 = 1
    Return
  ${EndIf}
  ${If} ${Silent}
    ${Stop} ${CODE_NO_RIGHTS} "$(NeedsAdministrator)"
  ${EndIf}
  ; What is open is taken to close. Where it goes on, a start only shows it.
  Call TillRuns
  StrCpy $Closed $0
  StrCpy $1 "/P /AllUsers /ELEVATED /LANG=$LANGUAGE"
  ${If} $Update = 1
    StrCpy $1 "$1 /UPDATE"
  ${EndIf}
  ; The elevated copy may have another account, which this person's till does not hear. It waits for the till to close.
  Call AskTill
  HideWindow
  Push "$1 /D=$INSTDIR"
  Push "$EXEPATH"
  Call RunElevated
  ShowWindow $HWNDPARENT 5
  ${If} $0 <> 0
  ${AndIf} $0 <> ${CODE_NO_WEBVIEW2}
  ${AndIf} $0 <> ${CODE_NO_COMPANY_FOLDER}
    StrCpy $R8 $0
    Call StartClosedTill
    SetErrorLevel $R8
    Quit
  ${EndIf}
  SetErrorLevel $0
  StrCpy $Done 1
FunctionEnd
