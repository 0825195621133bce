; Files: each is written beside its place, brought to the disk, and put in its place by one call.
;
; The program's own file is airtill.exe. Whatever else a version needs lies in a folder that is named after the version,
; so the program that is there finds its own files until its own file is replaced. FILES names them, one a line:
;   ${Extra} "<the file>" "<its name>"

!define MOVEFILE_REPLACE_EXISTING 1
!define MOVEFILE_WRITE_THROUGH 8
!define ERROR_ACCESS_DENIED 5
!define ERROR_SHARING_VIOLATION 32

; Writes SOURCE as FOLDER\FILE.
!macro Replace SOURCE FOLDER FILE
  ClearErrors
  File "/oname=${FOLDER}\${FILE}.new" "${SOURCE}"
  Push "${FOLDER}\${FILE}"
  Call PutInPlace
!macroend
!define Replace "!insertmacro Replace"

!macro Extra SOURCE FILE
  CreateDirectory "$INSTDIR\${FOLDER}"
  ${Replace} "${SOURCE}" "$INSTDIR\${FOLDER}" "${FILE}"
!macroend
!define Extra "!insertmacro Extra"

; Stack: the place; the file lies beside it with `.new` at its end. Stops where it cannot be put there. What scans new
; files may hold one for a moment, so each of the two steps is tried again for two seconds after 5 and 32.
Function PutInPlace
  Exch $0
  Push $1
  Push $2
  Push $3
  ${If} ${Errors}
    ${Stop} ${CODE_IN_USE} "$(FileInUse)"
  ${EndIf}
  ; To the disk first: a name must never lead to a file whose bytes are not there yet.
  ${For} $3 1 20
    System::Call 'kernel32::CreateFileW(w "$0.new", i 0x40000000, i 7, p 0, i 3, i 0, p 0)p.r1 ?e'
    Pop $2
    ${If} $1 P<> -1
      ${Break}
    ${EndIf}
    ${If} $2 <> ${ERROR_ACCESS_DENIED}
    ${AndIf} $2 <> ${ERROR_SHARING_VIOLATION}
      ${Break}
    ${EndIf}
    Sleep 100
  ${Next}
  StrCpy $2 0
  ${If} $1 P<> -1
    System::Call 'kernel32::FlushFileBuffers(p r1)i.r2'
    System::Call 'kernel32::CloseHandle(p r1)'
  ${EndIf}
  ${If} $2 <> 1
    Delete "$0.new"
    ${Stop} ${CODE_IN_USE} "$(FileInUse)"
  ${EndIf}
  ${If} ${FileExists} "$0"
    SetFileAttributes "$0" NORMAL
  ${EndIf}
  ${For} $3 1 20
    System::Call 'kernel32::MoveFileExW(w "$0.new", w r0, \
      i ${MOVEFILE_REPLACE_EXISTING}|${MOVEFILE_WRITE_THROUGH})i.r1 ?e'
    Pop $2
    ${If} $1 <> 0
      ${Break}
    ${EndIf}
    ${If} $2 <> ${ERROR_ACCESS_DENIED}
    ${AndIf} $2 <> ${ERROR_SHARING_VIOLATION}
      ${Break}
    ${EndIf}
    Sleep 100
  ${Next}
  ${If} $1 = 0
    Delete "$0.new"
    ${Stop} ${CODE_IN_USE} "$(FileInUse)"
  ${EndIf}
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; Removes the files of every version but this one, and what an interrupted installation left.
Function RemoveOldFolders
  Delete "$INSTDIR\airtill.exe.new"
  Delete "$INSTDIR\uninstall.exe.new"
  FindFirst $0 $1 "$INSTDIR\${NAME}-*"
  ${DoWhile} $1 != ""
    ${If} $1 != "${FOLDER}"
      RMDir /r "$INSTDIR\$1"
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd
