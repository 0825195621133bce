; The start: switches, and what is looked at before anything changes. Each refusal is one sentence and one exit code.

; VARIABLE: 1 when the command line has the switch, else 0.
!macro Switch SWITCH VARIABLE
  ClearErrors
  ${GetOptions} $9 "${SWITCH}" ${VARIABLE}
  ${If} ${Errors}
    StrCpy ${VARIABLE} 0
  ${Else}
    StrCpy ${VARIABLE} 1
  ${EndIf}
  ClearErrors
!macroend

Function .onInit
  InitPluginsDir
  ${GetParameters} $9
  ${GetOptions} $9 "/LANG=" $0
  ${Select} $0
    ${Case2} "fr" "${LANG_FRENCH}"
      StrCpy $LANGUAGE ${LANG_FRENCH}
    ${Case2} "ar" "${LANG_ARABIC}"
      StrCpy $LANGUAGE ${LANG_ARABIC}
    ${Case2} "en" "${LANG_ENGLISH}"
      StrCpy $LANGUAGE ${LANG_ENGLISH}
  ${EndSelect}

  !insertmacro Switch "/P" $Passive
  !insertmacro Switch "/UPDATE" $Update
  !insertmacro Switch "/R" $Restart
  !insertmacro Switch "/ELEVATED" $Elevated
  StrCpy $Closed 0
  StrCpy $Done 0
  StrCpy $NoWebView2 0
  StrCpy $Arguments ""
  ${GetOptions} $9 "/ARGS" $Arguments
  StrCpy $Kind ""
  !insertmacro Switch "/CurrentUser" $0
  !insertmacro Switch "/AllUsers" $1
  ${If} $1 = 1
    StrCpy $Kind "all"
  ${ElseIf} $0 = 1
    StrCpy $Kind "user"
  ${EndIf}
  ${If} $Passive = 1
    SetAutoClose true
  ${EndIf}
FunctionEnd

; What is looked at before a page is shown. It is called when the language is chosen, which is after .onInit.
Function Begin
  ${IfNot} ${AtLeastWin10}
    ${Stop} ${CODE_OLD_WINDOWS} "$(OldWindows)"
  ${EndIf}
  ; One installer at a time. The copy that started an elevated one holds the name for it.
  ${If} $Elevated = 0
    System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Global\${APP_ID}.installer")p ?e'
    Pop $0
    ${If} $0 <> 0
      ${Stop} ${CODE_ANOTHER_INSTALLER} "$(AnotherInstaller)"
    ${EndIf}
  ${EndIf}

  ${If} $INSTDIR != ""
    Call NameFolder
  ${EndIf}
  Call ChooseKind
  Call LookAtVersion
  ${If} ${Silent}
  ${OrIf} $Passive = 1
    Call ElevateForAll
    ${If} $Done = 1
      Call StartTill
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; A folder of our own, whatever was chosen: nothing else in it is ours to replace or to remove.
Function NameFolder
  ${GetFileName} "$INSTDIR" $0
  ${If} $0 != "${NAME}"
    StrCpy $INSTDIR "$INSTDIR\${NAME}"
  ${EndIf}
FunctionEnd

; Refuses to put an older version in the place of a newer one. The program's own file says which version is there, not
; the registry: it is what would be lost.
Function LookAtVersion
  StrCpy $Before ""
  ClearErrors
  GetDLLVersion "$INSTDIR\airtill.exe" $0 $1
  ${If} ${Errors}
    ClearErrors
    Return
  ${EndIf}
  IntOp $2 $0 >>> 16
  IntOp $3 $0 & 0xFFFF
  IntOp $4 $1 >>> 16
  StrCpy $Before "$2.$3.$4"
  ${If} $0 U> ${VERSION_HIGH}
    ${Stop} ${CODE_NEWER_IS_THERE} "$(NewerIsThere)"
  ${EndIf}
  ${If} $0 = ${VERSION_HIGH}
  ${AndIf} $4 U> ${PATCH}
    ${Stop} ${CODE_NEWER_IS_THERE} "$(NewerIsThere)"
  ${EndIf}
FunctionEnd

; The folder: its version once more, for a person may have chosen another; whether it can be written; whether all fits.
Function LookAtFolder
  Call LookAtVersion
  CreateDirectory "$INSTDIR"
  System::Call 'kernel32::CreateFileW(w "$INSTDIR\airtill.exe.new", i 0x40000000, i 0, p 0, i 2, \
    i 0x04000000, p 0)p.r1 ?e'
  Pop $2
  ${If} $1 P<> -1
    System::Call 'kernel32::CloseHandle(p r1)'
  ${ElseIf} ${FileExists} "$INSTDIR\airtill.exe.new"
  ${AndIf} $2 = ${ERROR_ACCESS_DENIED}
  ${OrIf} $2 = ${ERROR_SHARING_VIOLATION}
    ; An earlier run left it, and another program holds it.
    ${Stop} ${CODE_IN_USE} "$(FileInUse)"
  ${ElseIf} $2 = 39
  ${OrIf} $2 = 112
    ${Stop} ${CODE_NO_SPACE} "$(NoSpace)"
  ${Else}
    RMDir "$INSTDIR"
    ${Stop} ${CODE_NO_RIGHTS} "$(NoRights)"
  ${EndIf}
  ; All new files lie beside the old ones for a moment; four megabytes more for the uninstaller and the folders.
  SectionGetSize ${THE_SECTION} $3
  IntOp $3 $3 + 4096
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$INSTDIR", *l.r4, p 0, p 0)i.r1'
  ${If} $1 <> 0
    System::Int64Op $4 / 1024
    Pop $4
    System::Int64Op $4 < $3
    Pop $5
    ${If} $5 <> 0
      RMDir "$INSTDIR"
      ${Stop} ${CODE_NO_SPACE} "$(NoSpace)"
    ${EndIf}
  ${EndIf}
FunctionEnd

; A file could not be written to its end, mostly because the disk filled up: what was there is whole, what we began is in
; nobody's way.
Function .onInstFailed
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$INSTDIR", *l.r0, p 0, p 0)'
  System::Int64Op $0 < 1048576
  Pop $1
  Delete "$INSTDIR\airtill.exe.new"
  Delete "$INSTDIR\uninstall.exe.new"
  Delete "$INSTDIR\${FOLDER}\*.new"
  ${If} $1 <> 0
    SetErrorLevel ${CODE_NO_SPACE}
    StrCpy $2 "$(NoSpace)"
  ${Else}
    SetErrorLevel ${CODE_IN_USE}
    StrCpy $2 "$(FileInUse)"
  ${EndIf}
  ${If} ${Silent}
    ${Tell} "$2"
  ${EndIf}
  Call StartClosedTill
FunctionEnd

Function .onInstSuccess
  ${If} $NoWebView2 = 1
    SetErrorLevel ${CODE_NO_WEBVIEW2}
  ${ElseIf} $CompanyFolder != ""
    SetErrorLevel ${CODE_NO_COMPANY_FOLDER}
  ${EndIf}
  ${If} ${Silent}
  ${OrIf} $Passive = 1
    Call StartTill
  ${EndIf}
FunctionEnd

; Starts the till where /R asks for it, as the person and never as an administrator. An elevated copy leaves that to the
; copy that started it.
Function StartTill
  ${If} $Restart = 0
  ${OrIf} $Elevated = 1
    Return
  ${EndIf}
  SetOutPath "$INSTDIR"
  Call IsAdministrator
  ${If} $0 = 1
    Call StartTillAsPerson
  ${Else}
    Exec '"$INSTDIR\airtill.exe" $Arguments'
  ${EndIf}
FunctionEnd

; Starts the till that closed for us, where we stop and /R asks for a till: the one that is there, mostly the old one.
Function StartClosedTill
  ${If} $Closed = 1
    Call StartTill
  ${EndIf}
FunctionEnd

; Starts the till with the rights of the shell, which is the person's. Where Windows does not do that, the shell itself
; is asked, which hands no arguments on. Where no shell runs, as where SYSTEM installs, no
; till is started.
Function StartTillAsPerson
  System::Call 'user32::GetShellWindow()p.r1'
  ${If} $1 P= 0
    Return
  ${EndIf}
  StrCpy $0 '"$INSTDIR\airtill.exe" $Arguments'
  System::Call 'user32::GetWindowThreadProcessId(p r1, *i.r2)'
  ; PROCESS_QUERY_INFORMATION, TOKEN_DUPLICATE.
  System::Call 'kernel32::OpenProcess(i 0x400, i 0, i r2)p.r3'
  System::Call 'advapi32::OpenProcessToken(p r3, i 2, *p.r4)i.r6'
  ${If} $6 <> 0
    ; A primary token (1) that a process may have: TOKEN_ASSIGN_PRIMARY, DUPLICATE, QUERY, ADJUST_DEFAULT and SESSIONID.
    System::Call 'advapi32::DuplicateTokenEx(p r4, i 0x18B, p 0, i 2, i 1, *p.r5)i.r6'
    System::Call 'kernel32::CloseHandle(p r4)'
  ${EndIf}
  ${If} $6 <> 0
    ; STARTUPINFOW has 104 bytes and begins with its size; PROCESS_INFORMATION follows.
    System::Alloc 128
    Pop $7
    System::Call '*$7(i 104)'
    IntPtrOp $8 $7 + 104
    System::Call 'advapi32::CreateProcessWithTokenW(p r5, i 0, p 0, w r0, i 0, p 0, w "$INSTDIR", p r7, p r8)i.r6'
    ${If} $6 <> 0
      System::Call '*$8(p.r1, p.r2)'
      System::Call 'kernel32::CloseHandle(p r1)'
      System::Call 'kernel32::CloseHandle(p r2)'
    ${EndIf}
    System::Free $7
    System::Call 'kernel32::CloseHandle(p r5)'
  ${EndIf}
  System::Call 'kernel32::CloseHandle(p r3)'
  ${If} $6 = 0
  ${AndIf} "$Arguments" == ""
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\airtill.exe"'
  ${EndIf}
FunctionEnd
