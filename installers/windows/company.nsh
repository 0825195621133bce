; The company's folder, for all users: the till takes the company's connections, limits and updates from it, where
; administrators alone can write it. Everybody may make folders in that place, so a folder that is there already gets
; our owner and rights anew.
;
; Each folder is opened itself, so a link never leads the rights to another folder. Files in it stay as they are: a file
; that somebody laid there keeps its owner, and the till refuses it. A failure does not undo the installation, because
; the till judges the folder by itself: it is said, and has an exit code of its own.

; The owner is the group of administrators. The system and they do everything, users read; nothing comes from above.
!define COMPANY_RIGHTS "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"

!define ERROR_ALREADY_EXISTS 183
; READ_CONTROL, WRITE_DAC, WRITE_OWNER, and to read attributes.
!define RIGHTS_TO_CHANGE_RIGHTS 0x000E0080
; FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT
!define ITSELF 0x02200000
; OWNER, GROUP, DACL, PROTECTED_DACL
!define OWNER_AND_RIGHTS 0x80000007

; Allows this process what an administrator may ask for by name.
!macro Allow PRIVILEGE
  System::Call 'advapi32::LookupPrivilegeValueW(p 0, w "${PRIVILEGE}", *l.r2)i.r3'
  ${If} $3 <> 0
    System::Call '*(i 1, l r2, i 2)p.r3'
    System::Call 'advapi32::AdjustTokenPrivileges(p r1, i 0, p r3, i 0, p 0, p 0)'
    System::Free $3
  ${EndIf}
!macroend

; For all users: makes both folders, or takes them over. $CompanyFolder: the one that could not be had; else empty.
Function MakeCompanyFolder
  StrCpy $CompanyFolder ""
  ${If} $Kind != "all"
    Return
  ${EndIf}
  ; To give a folder to the administrators, whoever made it and whatever its rights say.
  System::Call 'advapi32::OpenProcessToken(p -1, i 0x28, *p.r1)i.r0'
  ${If} $0 <> 0
    !insertmacro Allow "SeTakeOwnershipPrivilege"
    !insertmacro Allow "SeRestorePrivilege"
    System::Call 'kernel32::CloseHandle(p r1)'
  ${EndIf}
  System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptorW(w "${COMPANY_RIGHTS}", i 1, \
    *p.r4, p 0)i.r0'
  ${If} $0 = 0
    StrCpy $4 0
  ${EndIf}
  Push "$APPDATA\${NAME}"
  Call MakeGuarded
  ${If} $CompanyFolder == ""
    Push "$APPDATA\${NAME}\connections"
    Call MakeGuarded
  ${EndIf}
  System::Call 'kernel32::LocalFree(p r4)'
  ${If} $CompanyFolder == ""
    Return
  ${EndIf}
  ${If} ${Silent}
    ${Tell} "$(NoCompanyFolder)"
  ${Else}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NoCompanyFolder)"
  ${EndIf}
FunctionEnd

; Stack: a folder. $4: its owner and rights. Where that fails, $CompanyFolder is the folder.
Function MakeGuarded
  Pop $0
  ${If} $4 P= 0
    StrCpy $CompanyFolder $0
    Return
  ${EndIf}
  ; SECURITY_ATTRIBUTES; from its first moment, nobody else writes a new folder.
  System::Call '*(i 24, i 0, p r4, i 0, i 0)p.r1'
  System::Call 'kernel32::CreateDirectoryW(w r0, p r1)i.r2 ?e'
  Pop $3
  System::Free $1
  ${If} $2 <> 0
    Return
  ${EndIf}
  StrCpy $5 0
  ${If} $3 = ${ERROR_ALREADY_EXISTS}
    System::Call 'kernel32::CreateFileW(w r0, i ${RIGHTS_TO_CHANGE_RIGHTS}, i 7, p 0, i 3, i ${ITSELF}, p 0)p.r1'
    ${If} $1 P<> -1
      ; BY_HANDLE_FILE_INFORMATION begins with the attributes: a folder (0x10), and no link (0x400).
      System::Alloc 64
      Pop $2
      System::Call 'kernel32::GetFileInformationByHandle(p r1, p r2)i.r3'
      ${If} $3 <> 0
        System::Call '*$2(i.r3)'
        IntOp $3 $3 & 0x410
        ${If} $3 = 0x10
          System::Call 'advapi32::SetKernelObjectSecurity(p r1, i ${OWNER_AND_RIGHTS}, p r4)i.r5'
        ${EndIf}
      ${EndIf}
      System::Free $2
      System::Call 'kernel32::CloseHandle(p r1)'
    ${EndIf}
  ${EndIf}
  ${If} $5 = 0
    StrCpy $CompanyFolder $0
  ${EndIf}
FunctionEnd

; The folder goes with the program for all users where nothing is in it; else it is the administrator's.
Function un.RemoveCompanyFolder
  ${If} $Kind == "all"
    SetShellVarContext all
    RMDir "$APPDATA\${NAME}\connections"
    RMDir "$APPDATA\${NAME}"
    Call un.UseKind
  ${EndIf}
FunctionEnd
