@echo off
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties pins; choose-maven.ps1 beside it
rem finds, downloads or replaces it, and checks that a JDK of release 25 or newer is installed.
setlocal DisableDelayedExpansion

set "MVNW_PROJECT=%~dp0"
set "MVNW_MAVEN="
for /f "usebackq tokens=1,* delims==" %%a in (`powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dp0.mvn\wrapper\choose-maven.ps1"`) do set "%%a=%%b"
if not defined MVNW_MAVEN exit /b 1

rem Works from any directory: without a pom.xml here, the project is the one this script belongs to.
if not exist pom.xml call :project %*
call "%MVNW_MAVEN%" %*
exit /b %ERRORLEVEL%

:project
set "MVNW_ARGUMENTS= %*"
echo "%MVNW_ARGUMENTS:"=%" | findstr /r /c:" -f " /c:" --file" >nul || cd /d "%MVNW_PROJECT%"
exit /b 0
